# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recipe "Add a field" of CONTRIBUTING.md, followed with a made-up field: one line is enough."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.inference.endpoints.plugins.module_utils._engine import attributes, fields, plan
from ansible_collections.inference.endpoints.plugins.module_utils._engine.desired import Desired
from ansible_collections.inference.endpoints.plugins.module_utils._engine.fields import Field
from ansible_collections.inference.endpoints.plugins.module_utils._engine.validation import problems
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.fabric import FabricEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._huaweicloud.maas import MaasEndpoint
from ansible_collections.inference.endpoints.plugins.module_utils._task import argspec
from ansible_collections.inference.endpoints.plugins.module_utils._volcengine.ark import ArkEndpoint
from ansible_collections.inference.endpoints.plugins.plugin_utils._manifest import families

SHIFT = Field("night_shift", "NightShift", "int", minimum=0, maximum=8)


@pytest.fixture(params=[ArkEndpoint, FabricEndpoint, MaasEndpoint], ids=lambda resource: resource.__name__)
def resource(request: Any) -> type:
    """A family with one more field."""
    kind = request.param
    return type("WithShift", (kind,), {"fields": (*kind.fields, SHIFT)})


def test_the_option_is_there_in_every_form(resource: type) -> None:
    for in_set in (False, True):
        assert fields.argument_spec(argspec.declaration(resource, in_set=in_set))["night_shift"] == {"type": "int"}
    assert SHIFT.name in {field.name for field in families.entry_fields(resource)}
    assert SHIFT.name in {field.name for field in families.defaults_fields(resource)}


def test_what_is_wrong_with_it_is_told(resource: type) -> None:
    table = argspec.declaration(resource, in_set=True)
    expected = "expected a whole number from 0 to 8"
    assert problems(table, {"night_shift": 9}) == [f"night_shift: found 9; {expected}"]
    assert problems(table, {"night_shft": 1}) == ["night_shft: unknown option; did you mean night_shift?"]
    assert problems(table, {"night_shift": "x"}, convert=argspec.as_ansible_takes) == [
        f"night_shift: found 'x'; {expected}"
    ]


def test_it_is_sent_shown_compared_and_changed(resource: type) -> None:
    assert fields.to_api(resource.fields, {"night_shift": 3})["NightShift"] == 3
    raw = {field.api: "x" for field in resource.fields if field.name in ("name", "endpoint_id")}
    observed = attributes.from_api(resource.fields, {**raw, "NightShift": "2"})
    assert observed["night_shift"] == 2
    desired = Desired("present", "x", {"night_shift": 3}, {}, {})
    (difference,) = plan.compare_with(resource(), desired, observed).differing
    assert str(difference) == "night_shift: found 2, expected 3"
    assert not difference.fixed
