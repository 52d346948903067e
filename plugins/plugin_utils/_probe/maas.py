# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of MaaS: what is asked, and what is not and why."""

from __future__ import annotations

from . import huaweicloud, maas_changes, maas_creates, maas_reads, maas_writes
from .maas_calls import UPKEEP, call
from .questions import Cloud, Unasked

_SIGNS = "it takes switching the content guard off, which signs its disclaimer"
_SERVICE = "it takes a ModelArts service of your own"

UNASKED = (
    *huaweicloud.UNASKED,
    Unasked(
        "When may the content guard be switched off?",
        ("maas_moderation_level", "maas_agreement_needed", "maas_stale_agreement"),
        _SIGNS,
        (14,),
    ),
    Unasked("Which ModelArts services can be used?", ("maas_sources", "maas_modelarts_service"), _SERVICE),
    Unasked("Which models exist?", ("maas_models",), "it would take a third endpoint"),
    Unasked("Where may a name exist only once?", ("maas_name_scope",), "it would write to another project"),
    Unasked(
        "How long do changes take, and how far do lists lag?",
        ("maas_transient_seconds", "maas_list_lag_seconds"),
        "one run does not tell a lasting trait",
    ),
    Unasked("What is the answer to a wrong token?", ("maas_token_refusal",), "wrong ones may lock the user", (15,)),
    Unasked(
        "How are API keys made, changed and found?",
        (
            "maas_key_activation_seconds",
            "maas_key_create_reply",
            "maas_key_update_omitted",
            "maas_key_endpoint_form",
            "maas_key_label_code",
            "maas_key_not_found",
        ),
        "it would make a credential",
    ),
    Unasked(
        "How do endpoints and keys behave in calls?",
        ("maas_data_error_shape", "maas_data_refusal", "maas_data_disabled", "maas_key_refusal"),
        "it calls models, which costs money",
    ),
    Unasked("Where are regions and workspaces looked up?", (), "newer documentation tells it", (19,)),
)

MAAS = Cloud(
    title="Huawei Cloud ModelArts Studio MaaS",
    sandbox=("maas", "huaweicloud"),
    observations=maas_reads.OBSERVATIONS + maas_writes.OBSERVATIONS,
    questions=(
        *maas_reads.QUESTIONS,
        *huaweicloud.questions("list", "nowhere", "elsewhere", "keys"),
        *maas_creates.QUESTIONS,
        *maas_changes.QUESTIONS,
    ),
    unasked=UNASKED,
    call=call,
    is_denied=huaweicloud.is_denied,
    upkeep=UPKEEP,
    options=maas_writes.OPTIONS,
    to_write=("model_name",),
    place=huaweicloud.place,
    plan="edit, rename, disable, enable and delete them, after which their names stay taken for ever",
    words=frozenset(("status", "cbc_status", "source", "error_code", "errorCode")),
)
