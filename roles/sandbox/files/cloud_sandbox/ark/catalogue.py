# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The foundation models that the sandbox knows, and the three actions that read them (Ark reference 4.9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..hazards import stored
from ..messages import ApiError, Reply
from ..switch_values import SwitchValues
from . import validation
from .envelope import reply
from .errors import coded, invalid, missing


def _model(
    name: str, display: str, versions: Mapping[str, str], *, activated: bool = True, deprecated: bool = False
) -> dict[str, Any]:
    return {
        "Name": name,
        "DisplayName": display,
        "VendorName": "Sandbox",
        "PrimaryVersion": next(iter(versions)),
        "Activated": activated,
        "Deprecated": deprecated,
        "Overdue": False,
        "Versions": [{"ModelVersion": version, "Status": status} for version, status in versions.items()],
    }


def default_catalogue() -> list[dict[str, Any]]:
    """Return a few models: open, deprecated and not activated ones, with retiring and unpublished versions."""
    return [
        _model("doubao-1-5-pro-32k", "Doubao 1.5 Pro 32k", {"250115": "Published", "240101": "Retiring"}),
        _model("doubao-1-5-thinking-pro", "Doubao 1.5 Thinking Pro", {"250415": "Published", "250428": "Published"}),
        _model("doubao-seed-1-6", "Doubao Seed 1.6", {"250615": "Published", "991231": "Unpublished"}),
        _model("deepseek-v3", "DeepSeek V3", {"250324": "Published"}),
        _model("doubao-lite-4k", "Doubao Lite 4k", {"240328": "Retiring"}, deprecated=True),
        _model("sandbox-not-open", "A model that is not activated", {"250101": "Published"}, activated=False),
    ]


class InvalidCatalogue(ValueError):
    """A catalogue that cannot be used; the text is a sentence."""


class Catalogue:
    """Models by name. ``models`` has the form of `default_catalogue`."""

    def __init__(self, models: Any, switches: SwitchValues) -> None:
        self.switches = switches
        self.models: dict[str, dict[str, Any]] = {}
        self.replace(default_catalogue() if models is None else models)

    def replace(self, models: Any) -> None:
        """Take another list of models; raises `InvalidCatalogue`."""
        if not isinstance(models, list):
            raise InvalidCatalogue(f"models must be a list, found {type(models).__name__}.")
        taken = {}
        for place, model in enumerate(models):
            try:
                versions = [(one["ModelVersion"], one.get("Status", "Published")) for one in model["Versions"]]
                if not versions or not isinstance(model["Name"], str):
                    raise ValueError
            except (KeyError, TypeError, ValueError, AttributeError):
                raise InvalidCatalogue(f"models[{place}] must have Name and a list Versions of ModelVersion.") from None
            made = _model(model["Name"], model["Name"], dict(versions), activated=model.get("Activated", True))
            taken[model["Name"]] = {**made, **model}
        self.models = taken

    def version(self, name: str, version: str) -> dict[str, Any] | None:
        """Return one version of one model, or nothing."""
        versions = self.models.get(name, {}).get("Versions", [])
        return next((one for one in versions if one["ModelVersion"] == version), None)

    def is_activated(self, name: str) -> bool:
        """Tell whether the account may use a model. One that the catalogue does not know may be used."""
        return name not in self.models or bool(self.models[name]["Activated"])

    def model_ids(self) -> list[str]:
        """Return the ids by which models are called themselves."""
        return [f"{name}-{one['ModelVersion']}" for name, model in self.models.items() for one in model["Versions"]]

    def reference(self, value: Any) -> dict[str, Any]:
        """Return a ModelReference to exactly one model that exists and is open; raises `ApiError`."""
        given = validation.mapping(value, "ModelReference", ("FoundationModel", "CustomModelId"))
        if len(given) != 1:
            if not given:
                raise missing("ModelReference.FoundationModel")
            raise invalid("ModelReference", "give either FoundationModel or CustomModelId")
        if "CustomModelId" in given:
            return {"CustomModelId": validation.text(given["CustomModelId"], "ModelReference.CustomModelId")}
        path = "ModelReference.FoundationModel"
        model = validation.mapping(given["FoundationModel"], path, ("Name", "ModelVersion"))
        if "Name" not in model:
            raise missing(f"{path}.Name")
        model_name = validation.text(model["Name"], f"{path}.Name")
        known = self.models.get(model_name)
        version = model.get("ModelVersion")
        if version in (None, ""):
            if self.switches["model_version"] == "required" or known is None:
                raise missing(f"{path}.ModelVersion")
            version = known["PrimaryVersion"]
        version = validation.text(version, f"{path}.ModelVersion")
        self._check_usable(model_name, version)
        model_name = stored(model_name, self.switches["stored_model"])
        return {"FoundationModel": {"Name": model_name, "ModelVersion": version}}

    def _check_usable(self, model_name: str, version: str) -> None:
        closed_world = self.switches["models"] == "catalogue"
        known = self.models.get(model_name)
        if known is None:
            if closed_world:
                raise ApiError("NotFound.FoundationModel", 404, f"The foundation model {model_name} does not exist.")
            return
        if not known["Activated"]:
            raise coded(self.switches["model_not_open"], f"The account has not activated the model {model_name}.")
        entry = self.version(model_name, version)
        if entry is None:
            if closed_world:
                raise ApiError(
                    "NotFound.FoundationModelVersion", 404, f"The model {model_name} has no version {version}."
                )
            return
        if entry["Status"] != "Published":
            raise ApiError(
                "OperationDenied.InvalidState", 403, f"Version {version} of {model_name} is {entry['Status'].lower()}."
            )

    def actions(self) -> dict[str, Callable[[dict[str, Any], str], Reply]]:
        """Return the actions by name; each takes a body and a region."""
        return {
            "ListFoundationModels": lambda body, region: reply(self._list_models(body)),
            "GetFoundationModel": lambda body, region: reply(self._shown(self._named(body, "Name"))),
            "ListFoundationModelVersions": lambda body, region: reply(self._list_versions(body)),
            "GetFoundationModelVersion": lambda body, region: reply(self._get_version(body)),
        }

    def _list_models(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """ListFoundationModels: ``Filter.Name`` is fuzzy, ``Filter.Names`` exact."""
        filters = body.get("Filter") or {}
        found = [
            model
            for model in self.models.values()
            if str(filters.get("Name") or "").lower() in model["Name"].lower()
            and (not filters.get("Names") or model["Name"] in filters["Names"])
        ]
        return self._page(body, [self._shown(model) for model in found])

    def _list_versions(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """ListFoundationModelVersions."""
        model = self._named(body, "FoundationModelName")
        filters = body.get("Filter") or {}
        found = [
            {"FoundationModelName": model["Name"], **one}
            for one in model["Versions"]
            if (not filters.get("ModelVersions") or one["ModelVersion"] in filters["ModelVersions"])
            and (not filters.get("Statuses") or one["Status"] in filters["Statuses"])
        ]
        return self._page(body, found)

    def _get_version(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """GetFoundationModelVersion."""
        model = self._named(body, "FoundationModelName")
        if not body.get("ModelVersion"):
            raise missing("ModelVersion")
        version = self.version(model["Name"], body["ModelVersion"])
        if version is None:
            raise ApiError("NotFound.FoundationModelVersion", 404, "The specified model version does not exist.")
        return {"FoundationModelName": model["Name"], **version}

    def _page(self, body: Mapping[str, Any], found: list[dict[str, Any]]) -> dict[str, Any]:
        number, size = validation.page(body, self.switches)
        items = found[(number - 1) * size : number * size]
        return {"TotalCount": len(found), "PageNumber": number, "PageSize": size, "Items": items}

    def _named(self, body: Mapping[str, Any], member: str) -> dict[str, Any]:
        name = body.get(member)
        if not name:
            raise missing(member)
        if not isinstance(name, str):
            raise invalid(member, "it must be a string")
        if name not in self.models:
            raise ApiError("NotFound.FoundationModel", 404, f"The foundation model {name} does not exist.")
        return self.models[name]

    @staticmethod
    def _shown(model: Mapping[str, Any]) -> dict[str, Any]:
        return {
            key: value for key, value in model.items() if key not in ("Activated", "Deprecated", "Overdue", "Versions")
        }
