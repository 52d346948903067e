# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The foundation models that the sandbox knows, and the three actions that read them (Ark reference 4.9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..answers import Refused
from .errors import invalid, missing


def _model(name: str, display: str, versions: Mapping[str, str], *, activated: bool = True) -> dict[str, Any]:
    return {
        "Name": name,
        "DisplayName": display,
        "VendorName": "Sandbox",
        "PrimaryVersion": next(iter(versions)),
        "Activated": activated,
        "Versions": [{"ModelVersion": version, "Status": status} for version, status in versions.items()],
    }


def default_catalogue() -> list[dict[str, Any]]:
    """A few models: open ones, one with a retiring and an unpublished version, one that is not activated."""
    return [
        _model("doubao-1-5-pro-32k", "Doubao 1.5 Pro 32k", {"250115": "Published", "240101": "Retiring"}),
        _model("doubao-1-5-thinking-pro", "Doubao 1.5 Thinking Pro", {"250415": "Published", "250428": "Published"}),
        _model("doubao-seed-1-6", "Doubao Seed 1.6", {"250615": "Published", "991231": "Unpublished"}),
        _model("deepseek-v3", "DeepSeek V3", {"250324": "Published"}),
        _model("sandbox-not-open", "A model that is not activated", {"250101": "Published"}, activated=False),
    ]


class BadCatalogue(ValueError):
    """A catalogue that cannot be used; the text is a sentence."""


class Catalogue:
    """Models by name. ``models`` has the form of `default_catalogue`."""

    def __init__(self, models: Any = None) -> None:
        self.models: dict[str, dict[str, Any]] = {}
        self.replace(default_catalogue() if models is None else models)

    def replace(self, models: Any) -> None:
        """Take another list of models; raises `BadCatalogue`."""
        if not isinstance(models, list):
            raise BadCatalogue(f"models must be a list, found {type(models).__name__}.")
        taken = {}
        for place, model in enumerate(models):
            try:
                versions = [(one["ModelVersion"], one.get("Status", "Published")) for one in model["Versions"]]
                if not versions or not isinstance(model["Name"], str):
                    raise ValueError
            except (KeyError, TypeError, ValueError, AttributeError):
                raise BadCatalogue(f"models[{place}] must have Name and a list Versions of ModelVersion.") from None
            made = _model(model["Name"], model["Name"], dict(versions), activated=model.get("Activated", True))
            taken[model["Name"]] = {**made, **model}
        self.models = taken

    def version(self, name: str, version: str) -> dict[str, Any] | None:
        """One version of one model, or nothing."""
        versions = self.models.get(name, {}).get("Versions", [])
        return next((one for one in versions if one["ModelVersion"] == version), None)

    def list_models(self, body: Mapping[str, Any], page: tuple[int, int]) -> dict[str, Any]:
        """ListFoundationModels: ``Filter.Name`` is fuzzy, ``Filter.Names`` exact."""
        wanted = body.get("Filter") or {}
        found = [
            model
            for model in self.models.values()
            if str(wanted.get("Name") or "").lower() in model["Name"].lower()
            and (not wanted.get("Names") or model["Name"] in wanted["Names"])
        ]
        number, size = page
        items = [self._shown(model) for model in found[(number - 1) * size : number * size]]
        return {"TotalCount": len(found), "PageNumber": number, "PageSize": size, "Items": items}

    def get_model(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """GetFoundationModel."""
        return self._shown(self._named(body, "Name"))

    def list_versions(self, body: Mapping[str, Any], page: tuple[int, int]) -> dict[str, Any]:
        """ListFoundationModelVersions."""
        model = self._named(body, "FoundationModelName")
        wanted = body.get("Filter") or {}
        found = [
            {"FoundationModelName": model["Name"], **one}
            for one in model["Versions"]
            if (not wanted.get("ModelVersions") or one["ModelVersion"] in wanted["ModelVersions"])
            and (not wanted.get("Statuses") or one["Status"] in wanted["Statuses"])
        ]
        number, size = page
        items = found[(number - 1) * size : number * size]
        return {"TotalCount": len(found), "PageNumber": number, "PageSize": size, "Items": items}

    def get_version(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """GetFoundationModelVersion."""
        model = self._named(body, "FoundationModelName")
        if not body.get("ModelVersion"):
            raise missing("ModelVersion")
        version = self.version(model["Name"], body["ModelVersion"])
        if version is None:
            raise Refused("NotFound.FoundationModelVersion", 404, "The specified model version does not exist.")
        return {"FoundationModelName": model["Name"], **version}

    def _named(self, body: Mapping[str, Any], member: str) -> dict[str, Any]:
        name = body.get(member)
        if not name:
            raise missing(member)
        if not isinstance(name, str):
            raise invalid(member, "it must be a string")
        if name not in self.models:
            raise Refused("NotFound.FoundationModel", 404, f"The foundation model {name} does not exist.")
        return self.models[name]

    @staticmethod
    def _shown(model: Mapping[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in model.items() if key not in ("Activated", "Versions")}
