# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read the catalogue of models: versions, activation and limits (Ark reference 4.9, additions A8, A9, A12)."""

from __future__ import annotations

from typing import Any

from .._engine.attributes import from_api
from .._engine.effects import READ, Call, Process
from .._engine.errors import CallFailed
from .._engine.fields import Field
from .._http import pagination

OPTIONS = (
    Field("names", kind="list", values="str", identifier=True),
    Field("versions", kind="bool", default=False),
    Field("activation", kind="bool", default=False),
    Field("limits", kind="bool", default=False),
)

#: Larger pages of activations time out at times (additions A8).
_ACTIVATIONS_PER_PAGE = 20
_NAMES_PER_CALL = 50

#: What else is known of a model by its activation.
_ACTIVATION = (Field("deprecated", "IsDeprecated", "bool"), Field("overdue", "IsOverdue", "bool"))


def search(params: dict) -> Process:
    """Return as ``models`` those that ``names`` selects, ordered by name; what was not asked for is None."""
    return {"models": [] if params["names"] == [] else (yield from _search(params))}


def _search(params: dict) -> Process:
    names = params["names"]
    models = {each["Name"]: _model(each) for each in (yield from _catalogue(names))}
    if params["versions"]:
        for name, model in models.items():
            model["versions"] = yield from _versions(name)
    if params["activation"]:
        for name, found in (yield from _activations(names)).items():
            model = models.setdefault(name, _model({"Name": name, "VendorName": found.get("VendorName")}))
            model["display_name"] = model["display_name"] or found.get("DisplayName")
            model["activated"] = {"available": True, "unavailable": False}.get(str(found.get("State")).lower())
            model.update(from_api(_ACTIVATION, {field.api: found.get(field.api) for field in _ACTIVATION}))
    if params["limits"]:
        for name, limits in (yield from _limits(sorted(models))).items():
            models[name]["limits"] = limits
    return [models[name] for name in sorted(models)]


def _model(raw: dict) -> dict:
    asked_for = dict.fromkeys(("versions", "activated", "deprecated", "overdue", "limits"))
    attributes = from_api((), raw)
    vendor = attributes.pop("vendor_name", None)
    return {
        "name": raw["Name"],
        "display_name": attributes.pop("display_name", None),
        "vendor": vendor,
        **asked_for,
        **attributes,
    }


def _listed(action: str, key: str, request: dict, page_size: int = 100) -> Process:
    """Return every item that a list call shows.

    :param key: the member of an item that tells it from the others.
    """
    form = pagination.PageFormat("Items", key, "TotalCount", ("PageNumber", "PageSize"), omits=True)
    return pagination.sweep(
        form, lambda number, _size: Call(action, {**request, "PageNumber": number, "PageSize": page_size}, READ)
    )


def _catalogue(names: list[str] | None) -> Process:
    condition = {} if names is None else {"Filter": {"Names": names}}
    found = yield from _listed("ListFoundationModels", "Name", condition)
    return [each for each in found if names is None or each["Name"] in names]


def _versions(name: str) -> Process:
    answered = yield from _listed("ListFoundationModelVersions", "ModelVersion", {"FoundationModelName": name})
    listed = [from_api((), each) for each in answered]
    # A service that does not filter shows those of other models as well.
    found = [each for each in listed if each.pop("foundation_model_name", None) in (None, name)]
    for each in found:
        each.setdefault("status", None)
    return sorted(found, key=lambda each: each["model_version"])


def _activations(names: list[str] | None) -> Process:
    condition = {"IncludeDeprecatedModels": True, **({} if names is None else {"FoundationModelNames": names})}
    sweep = _listed("ListModelActivations", "FoundationModelName", {"Filter": condition}, _ACTIVATIONS_PER_PAGE)
    found = yield from _offered("activation", sweep)
    by_name = {each["FoundationModelName"]: each for each in found}
    return {name: each for name, each in by_name.items() if names is None or name in names}


def _limits(names: list[str]) -> Process:
    found: dict[str, dict] = {}
    for start in range(0, len(names), _NAMES_PER_CALL):
        chunk = names[start : start + _NAMES_PER_CALL]
        answer = yield from _offered("limits", _one(Call("ListModelRateLimit", {"FoundationModelNames": chunk}, READ)))
        # Under which member the answer lists them is not public.
        lists = (value for value in answer.values() if isinstance(value, list))
        for raw in (each for value in lists for each in value if isinstance(each, dict)):
            limits = from_api((), raw)
            name = limits.pop("foundation_model_name", None) or limits.pop("name", None)
            if name in chunk:
                found[name] = limits
    return found


def _one(call: Call) -> Process:
    return (yield call)


def _offered(option: str, process: Process) -> Process:
    """Return the result of ``process``; if the site does not know the action, say which option to leave out."""
    try:
        return (yield from process)
    except CallFailed as error:
        if error.code != "InvalidActionOrVersion":
            raise
        raise error.saying(f"{error}. If they are right, this site does not offer it; leave out {option}") from error


def retiring(endpoints: list[dict], models: list[dict]) -> list[dict]:
    """Return the endpoints whose model or version will be or is withdrawn, with the reason as ``retirement``.

    :param models: what ``search`` returned, with versions, with activation, or with both.
    """
    known = {model["name"]: model for model in models}
    found = []
    for endpoint in endpoints:
        reference = (endpoint.get("model_reference") or {}).get("foundation_model") or {}
        reason = _reason(known.get(reference.get("name")) or {}, reference.get("model_version"))
        if reason:
            found.append({**endpoint, "retirement": reason})
    return found


def _reason(model: dict, version: Any) -> dict | None:
    versions = model.get("versions") or ()
    status = next((each.get("status") for each in versions if each.get("model_version") == version), None)
    deprecated = bool(model.get("deprecated"))
    if str(status).lower() not in ("retiring", "unpublished") and not deprecated:
        return None
    name = " ".join(filter(None, (model["name"], version)))
    what = "its model is deprecated" if deprecated else "no new endpoint can have it"
    if str(status).lower() == "retiring":
        what = "it will be withdrawn"
    return {"version_status": status, "deprecated": deprecated, "msg": f"{name}: {what}; move to another version"}
