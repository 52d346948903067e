# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one door of a module: options come in here, the result or the failure goes out here, and nowhere else."""

from __future__ import annotations

import traceback
from functools import partial
from typing import Any, Callable, NoReturn

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values

from .._engine import compare, fields, schema
from .._engine.clock import Clock
from .._engine.errors import BadInput, EndpointError, MissingLibrary, NotConverged
from .._engine.plan import Desired, Plan
from .._engine.reconcile import reconcile
from .._engine.resource import Batch, Call, FindByName, Poll, Process, Resource, Sleep
from .._engine.run import Run, Timing
from .._http import transport

WAIT_OPTIONS: dict[str, dict] = {
    "wait": {"type": "bool", "default": True},
    "wait_timeout": {"type": "int", "default": 600},
    "wait_interval": {"type": "float", "default": 5.0},
}
WAIT_RULES: dict[str, dict] = {
    "wait_timeout": {"type": "integer", "exclusiveMinimum": 0, "maximum": transport.LONGEST},
    "wait_interval": {"type": "number", "exclusiveMinimum": 0, "maximum": transport.LONGEST},
}

#: Beyond this, a number is a mistake.
_HUGE = 1e18

#: Seconds that a module without ``wait_timeout`` may spend on retrying one call.
_INFO_BUDGET = 600.0


def endpoint_options(resource: type[Resource], *, in_set: bool = False) -> dict:
    """The options that declare one endpoint of this family. ``in_set``: what they lack may be said for a whole set."""
    spec = {
        "state": {"type": "str", "choices": list(resource.states), "default": "present"},
        "endpoint_id": {"type": "str"},
        "recreate": {"type": "str", "choices": ["never", "create_first", "delete_first"], "default": "never"},
        **fields.argument_spec(resource.fields),
        **resource.call_options,
    }
    for name, default in resource.scope.items():
        spec[name] = dict(spec[name], required=default is None and not in_set)
    return spec


def endpoint_schema(resource: type[Resource]) -> dict:
    """The JSON Schema of one endpoint's declaration: nested, conditional and cross-field rules included."""
    result = schema.for_fields(resource.fields)
    result["properties"].update(
        state={"enum": list(resource.states)},
        endpoint_id={"type": "string", "pattern": r"\S", schema.REMEDY: "the id of an endpoint"},
        recreate={"enum": ["never", "create_first", "delete_first"]},
        **{name: _call_option_schema(option) for name, option in resource.call_options.items()},
    )
    result["allOf"] = [
        *result.get("allOf", ()),
        {
            "anyOf": [{"required": ["name"]}, {"required": ["endpoint_id"]}],
            schema.BLAMED: ["name"],
            schema.REMEDY: "name or endpoint_id is needed to say which endpoint is meant",
        },
    ]
    return result


def _call_option_schema(option: dict) -> dict:
    if option["type"] == "bool":
        return {"type": "boolean"}
    return {"type": "string", "pattern": r"\S", schema.REMEDY: "a text that is not empty"}


class _Module(AnsibleModule):
    """Ansible's module, which says where in the options the values are that its own checks refuse.

    That of ansible-core 2.18 gives up before it has looked for secrets, and repeats all options in its result.
    """

    def __init__(self, resource: type[Resource], spec: dict, **more: Any) -> None:
        self._resource = resource
        self._given: dict = {}
        self._is_checked = False
        super().__init__(argument_spec=spec, supports_check_mode=True, **more)
        self._is_checked = True

    @property
    def params(self) -> dict:
        """The options. Ansible's checks leave out what they refuse, so those that were given are kept as well."""
        return self._params

    @params.setter
    def params(self, params: dict) -> None:
        self._params = params
        self._given = self._given or {name: value for name, value in params.items() if not name.startswith("_ansible_")}

    def fail_json(self, msg: str, **kwargs: Any) -> NoReturn:
        hidden = [self._given.get(name) for name, option in self.argument_spec.items() if option.get("no_log")]
        self.no_log_values.update(str(secret) for secret in hidden if secret)
        self.no_log_values.update(self._resource.secrets_in(self._given))
        transport.hide_passwords(str(self._given.get("api_url") or ""), self.no_log_values.add)
        if not self._is_checked:
            found = misfits(self.argument_spec, self._given)
            kwargs.update(changed=False, actions=[])
            if found:
                kwargs["errors"] = found
            if len(found) == 1:
                msg = f"{msg} ({found[0].partition(': ')[0]})"
            elif found:
                msg = f"{msg}. {BadInput(found)}"
        super().fail_json(msg, **kwargs)


def open_module(resource_class: type[Resource], options: dict) -> AnsibleModule:
    """A module with these options and those of the connection. Ends the task where Ansible finds them wrong."""
    spec = {**resource_class.connection_options(), **transport.OPTIONS, **options}
    try:
        # Ansible writes the options to the log of the system before anybody can say what in them is a secret.
        silent = fields.has_free_maps(resource_class.fields)
        module = _Module(resource_class, spec, no_log=silent)
    # Ansible's own checks die of some values, such as a number where a mapping belongs.
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError) as error:
        bare = {name: {**_kept(option), "type": "raw"} for name, option in spec.items()}
        # Nor does Ansible's log take every text.
        module = _Module(resource_class, bare, no_log=True)
        found = [*misfits(spec, module.params), *_unwritable(spec, module.params)]
        fail(module, BadInput(found or [f"options: found what cannot be read: {type(error).__name__}"]))
    module.params = fields.by_name(spec, module.params)
    # Credentials in a URL are refused, but Ansible repeats the options of a task with its result.
    transport.hide_passwords(module.params.get("api_url"), module.no_log_values.add)
    try:
        module.no_log_values.update(resource_class.connection_secrets(module.params))
        module.no_log_values.update(resource_class.secrets_in(module.params))
    except Exception as error:
        bug(module, error)
    return module


def _unwritable(spec: dict, params: dict) -> list[str]:
    return [
        sentence
        for name, option in spec.items()
        for sentence in schema.unwritable(params.get(name), name, told=not option.get("no_log"))
    ]


def _kept(option: dict) -> dict:
    return {word: option[word] for word in ("no_log", "aliases") if word in option}


def misfits(spec: dict, params: dict, place: str = "") -> list[str]:
    """What Ansible's own checks refuse in these options, all of it, each with its path.

    Ansible stops at the first, does not say which element of a list it is in, and does not survive some values.
    """
    names = {alias: name for name, option in spec.items() for alias in (name, *option.get("aliases", ()))}
    unknown = [name for name in params if name not in names]
    found = [f"{schema.dotted(place, [name])}: found an unknown option; {_listed(spec)}" for name in unknown]
    given = {names[name]: value for name, value in params.items() if name in names}
    for name, option in spec.items():
        path = schema.dotted(place, [name])
        if given.get(name) is None and option.get("required"):
            found.append(f"{path}: missing; it is needed")
        elif name in given:
            found.extend(_misfits_in(name, option, given[name], path))
    return found


def _listed(spec: dict) -> str:
    return f"known are {', '.join(sorted(spec))}"


def _misfits_in(name: str, option: dict, value: Any, path: str) -> list[str]:
    kind = option["type"]
    if isinstance(value, (int, float)) and kind in ("int", "float") and not -_HUGE < value < _HUGE:
        return [f"{path}: found a number that is not finite or too large; one between -1e18 and 1e18"]
    if "options" in option and kind == "list" and isinstance(value, list):
        element = {"type": "dict", "options": option["options"]}
        pairs = ((each, f"{path}[{index}]") for index, each in enumerate(value))
        return [sentence for each, inner in pairs for sentence in _misfits_in(name, element, each, inner)]
    if "options" in option and kind == "dict" and isinstance(value, dict):
        return misfits(option["options"], value, path)
    if _ansible_takes(name, option, value):
        return []
    shown = repr(value) if len(repr(value)) <= _MOST_SHOWN else f"{repr(value)[:_MOST_SHOWN]}..."
    said = "what is none" if option.get("no_log") else shown
    choices = f"one of {', '.join(map(str, option['choices']))}" if "choices" in option else _KINDS.get(kind, kind)
    return [f"{path}: found {said}; {choices}"]


def _ansible_takes(name: str, option: dict, value: Any) -> bool:
    alone = {word: rule for word, rule in option.items() if word not in ("aliases", "required")}
    try:
        return not ArgumentSpecValidator({name: alone}).validate({name: value}).error_messages
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError):
        return False


#: Of a value that is refused, so many characters are repeated.
_MOST_SHOWN = 80

#: What an option of each type takes, in words.
_KINDS = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list",
    "dict": "a mapping",
    "path": "the path of a file",
}


def run_endpoint(resource_class: type[Resource]) -> None:
    """``main()`` of a module that manages one endpoint."""
    module = open_module(
        resource_class,
        {
            **endpoint_options(resource_class),
            **WAIT_OPTIONS,
            **{extra: {"type": "bool", "default": False} for extra in resource_class.extras},
        },
    )
    run: Run | None = None
    try:
        desired = _checked_desired(module.params, resource_class)
        resource = resource_class().bind(desired.scope, desired.call_options)
        warn(module, resource_class.connection_warnings(module.params))
        timing = Timing(
            module.params["wait"],
            float(module.params["wait_timeout"]),
            module.params["wait_interval"],
            module.params["max_retries"],
        )
        perform = _performer(module, resource, timing.timeout)
        run = Run(resource, desired, timing, now=Clock().now, check_mode=module.check_mode)
        attributes = drive(reconcile(run), perform)
        _read_extras(module.params, resource, run, attributes, perform)
        _exit(module, run, attributes)
    except EndpointError as error:
        fail(module, error, run)
    except Exception as error:  # the last door: what is no failure of ours is a bug, to be told without secrets
        bug(module, error, run)


def run_info(resource_class: type[Resource]) -> None:
    """``main()`` of a module that reads endpoints."""
    module = open_module(
        resource_class,
        {
            **resource_class.filter_options(),
            **{extra: {"type": "bool", "default": False} for extra in resource_class.extras},
        },
    )
    try:
        resource = resource_class()
        _check(module.params, {"type": "object", "properties": resource.filter_rules()}, resource_class)
        warn(module, resource_class.connection_warnings(module.params))
        perform = _performer(module, resource, _INFO_BUDGET)
        found = drive(resource.search(module.params), perform)
        for attributes in found:
            for extra in resource.extras:
                if module.params[extra]:
                    attributes[extra] = drive(resource.read_extra(extra, attributes["endpoint_id"]), perform)
        module.exit_json(changed=False, endpoints=found, **resource.account_facts())
    except EndpointError as error:
        fail(module, error)
    except Exception as error:
        bug(module, error)


def drive(process: Process, perform: Callable[[Any], Any]) -> Any:
    """Run a process to its end; ``perform`` does an effect and returns its result or raises an EndpointError."""
    advance: Callable[[], Any] = partial(next, process)
    while True:
        try:
            effect = advance()
        except StopIteration as end:
            return end.value
        try:
            advance = partial(process.send, perform(effect))
        except EndpointError as error:
            advance = partial(process.throw, error)


def _performer(module: AnsibleModule, resource: Resource, budget: float) -> Callable[[Any], Any]:
    clock = Clock()
    client = resource.connect(module.params, module.no_log_values.add, clock, budget)

    def perform(effect: Any) -> Any:
        if isinstance(effect, Call):
            return client.perform(effect)
        if isinstance(effect, Batch):
            return effect.results(client.perform)
        if isinstance(effect, FindByName):
            return drive(resource.find(effect.name, effect.scope), perform)
        clock.sleep(effect.seconds if isinstance(effect, Sleep) else effect.after)
        return drive(resource.read(effect.endpoint_id), perform) if isinstance(effect, Poll) else None

    return perform


def _checked_desired(params: dict, resource: type[Resource]) -> Desired:
    declaration = endpoint_schema(resource)
    declaration["properties"].update(WAIT_RULES)
    found = problems(params, declaration, resource) + contradictions(params, resource)
    if found:
        raise BadInput(found)
    return to_desired(params, resource)


def contradictions(params: dict, resource: type[Resource], place: str = "") -> list[str]:
    """What one declaration of an endpoint says against itself, as sentences with paths below ``place``."""
    found = resource.contradictions(fields.without_none(params))
    return [f"{schema.dotted(place, [path])}: {sentence}" for path, sentence in found]


def _check(params: dict, declaration: dict, resource: type[Resource]) -> None:
    """:raises BadInput: with all that is wrong."""
    found = problems(params, declaration, resource)
    if found:
        raise BadInput(found)


def problems(params: dict, declaration: dict, resource: type[Resource]) -> list[str]:
    """What in ``params`` breaks ``declaration`` (a JSON Schema) or cannot be connected with, as sentences."""
    declaration["properties"].update(transport.RULES)
    declaration.pop("additionalProperties", None)  # Ansible has refused unknown options already
    given = {name: value for name, value in fields.without_none(params).items() if name in declaration["properties"]}
    return [
        *schema.problems(declaration, given),
        *transport.problems(params),
        *resource.connection_problems(params),
    ]


def to_desired(params: dict, resource: type[Resource]) -> Desired:
    """The declaration of one endpoint as the engine wants it; ``params`` have been checked."""
    attributes = fields.mentioned(resource.fields, params)
    scope = {}
    if resource.ids_in_scope or not params.get("endpoint_id"):
        scope = {name: attributes.setdefault(name, default) for name, default in resource.scope.items()}
    purge = {field.purge: params.get(field.purge, True) for field in resource.fields if field.purge}
    call_options = {name: params.get(name) for name in resource.call_options}
    return Desired(
        params["state"], params.get("endpoint_id"), attributes, scope, purge, params["recreate"], call_options
    )


def _read_extras(params: dict, resource: Resource, run: Run, attributes: dict | None, perform: Callable) -> None:
    for extra in resource.extras:
        if attributes and attributes.get("endpoint_id") and params[extra]:
            attributes[extra] = drive(resource.read_extra(extra, attributes["endpoint_id"]), perform)


def _result(run: Run | None) -> dict:
    """What every result has, also a failed one."""
    if run is None:
        return {"actions": []}
    result: dict[str, Any] = {"actions": actions_of(run), "endpoint_id": run.endpoint_id}
    if run.previous_id:
        result["previous_endpoint_id"] = run.previous_id
    if run.plan is not None:
        result["diff"] = diff_of(run.plan, run.desired.label)
    return result


def diff_of(plan: Plan, header: str) -> dict:
    """A plan as Ansible shows differences."""
    return {"before": plan.before, "after": plan.after, "before_header": header, "after_header": header}


def unverified_in(resource: Resource, desired: Desired, attributes: dict | None) -> dict:
    """The key ``unverified`` of a result, for families of which not everything can be read back."""
    if not any(map(fields.may_be_unread, resource.fields)):
        return {}
    return {"unverified": compare.unverified(resource.fields, desired.attributes, attributes) if attributes else []}


def actions_of(run: Run, *, failed: bool = False) -> list[str]:
    """The writes that a run has done or, in check mode, would do."""
    if run.check_mode and run.plan is not None and not failed:
        return [name for step in run.plan.steps for name in step.names(run.resource)]
    return run.actions


def changed_by(actions: list[str], error: EndpointError | None) -> bool:
    """Whether anything is other than before; a write that was accepted and had no effect does not count."""
    if isinstance(error, NotConverged) and len(actions) == 1:
        return error.moved
    return bool(actions)


def warn(module: AnsibleModule, texts: list[str]) -> None:
    """Give warnings. Ansible masks secrets in a result, but not in these."""
    for text in texts:
        module.warn(remove_values(text, module.no_log_values))


def _exit(module: AnsibleModule, run: Run, attributes: dict | None) -> None:
    warn(module, run.warnings)
    result = _result(run)
    result.update(unverified_in(run.resource, run.desired, attributes))
    module.exit_json(changed=bool(result["actions"]), endpoint=attributes, **result)


def fail(module: AnsibleModule, error: EndpointError, run: Run | None = None) -> None:
    """End the module with a failure that a user, a server or a network has caused."""
    warn(module, run.warnings if run else [])
    result = _result(run)
    result["actions"] = actions_of(run, failed=True) if run else []
    if isinstance(error, MissingLibrary):
        result.update(msg=missing_required_lib(error.library), exception=error.reason)
    else:
        result.update(msg=str(error), **error.details())
    module.fail_json(changed=changed_by(result["actions"], error), **result)


def bug(module: AnsibleModule, error: Exception, run: Run | None = None) -> None:
    """End the module with a fault of its own. Ansible masks secrets in what is told here."""
    result = _result(run)
    result["actions"] = actions_of(run, failed=True) if run else []
    module.fail_json(
        msg=f"This is a bug in the collection, please report it: {type(error).__name__}: {error}",
        exception=traceback.format_exc(),
        changed=bool(result["actions"]),
        **result,
    )
