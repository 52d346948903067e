# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Results and failures of a task, as plain dicts that either host hands to Ansible."""

from __future__ import annotations

import traceback
from typing import Any

from ansible.module_utils.basic import missing_required_lib

from .._engine import compare, fields
from .._engine.desired import Desired
from .._engine.errors import EndpointError, MissingLibrary, NotConverged
from .._engine.plan import Plan
from .._engine.resource import Resource
from .._engine.run import Run


def success(run: Run, endpoint: dict | None) -> dict:
    """Return the result of a run that ended well.

    :param endpoint: the endpoint's attributes; None when it is gone.
    """
    result = _of(run)
    result.update(unverified_in(run.resource, run.desired, endpoint))
    return {"changed": bool(result["actions"]), "endpoint": endpoint, **result}


def failure(error: EndpointError, run: Run | None = None) -> dict:
    """Return the result of a failure that a user, a server or a network has caused."""
    result = _of_failed(run)
    result["changed"] = changed_by(result["actions"], error)
    if isinstance(error, MissingLibrary):
        return {**result, "msg": missing_required_lib(error.library), "exception": error.reason}
    return {**result, "msg": str(error), **error.details()}


def bug(error: Exception, run: Run | None = None) -> dict:
    """Return the result of a bug in the collection. The host masks the secrets in it."""
    result = _of_failed(run)
    return {
        **result,
        "msg": f"This is a bug in the collection, please report it: {type(error).__name__}: {error}",
        "exception": traceback.format_exc(),
        "changed": bool(result["actions"]),
    }


def _of(run: Run | None) -> dict:
    """Return the keys that every result has, also a failed one."""
    if run is None:
        return {"actions": []}
    result: dict[str, Any] = {"actions": actions_of(run), "endpoint_id": run.endpoint_id}
    if run.previous_id:
        result["previous_endpoint_id"] = run.previous_id
    if run.plan is not None:
        result["diff"] = diff_of(run.plan, run.desired.label)
    return result


def _of_failed(run: Run | None) -> dict:
    return {**_of(run), "actions": actions_of(run, failed=True) if run else [], "failed": True}


def diff_of(plan: Plan, header: str) -> dict:
    """Return a plan in the form in which Ansible shows differences."""
    return {"before": plan.before, "after": plan.after, "before_header": header, "after_header": header}


def unverified_in(resource: Resource, desired: Desired, attributes: dict | None) -> dict:
    """Return the key ``unverified`` of a result, for families of which not everything can be read back."""
    if not any(map(fields.may_be_unread, resource.fields)):
        return {}
    return {"unverified": compare.unverified(resource.fields, desired.attributes, attributes) if attributes else []}


def actions_of(run: Run, *, failed: bool = False) -> list[str]:
    """Return the API's names of the writes that a run has done, or would do in check mode."""
    if run.check_mode and run.plan is not None and not failed:
        return [name for step in run.plan.steps for name in step.names(run.resource)]
    return run.actions


def changed_by(actions: list[str], error: EndpointError | None) -> bool:
    """Return whether a run has changed anything; an accepted write without effect does not count."""
    if isinstance(error, NotConverged) and len(actions) == 1:
        return error.moved
    return bool(actions)
