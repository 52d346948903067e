# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The open questions of Fabric, one switch each. Sections are those of the Huawei reference."""

from __future__ import annotations

from ..switch_values import Switch

_READS = (
    Switch("fabric_show_config", "present", "show has config", "4.6, 11 #1", ("present", "absent")),
    Switch(
        "fabric_show_caches",
        "absent",
        "the cache list in answers: not there, or under this name",
        "4.6, 11 #9",
        ("absent", "caches", "cache_list"),
    ),
    Switch("fabric_show_public_access", "absent", "show has public_access", "4.6, 11 #9", ("absent", "present")),
    Switch("fabric_show_custom_image", "present", "answers have custom_image_id", "4.6", ("present", "absent")),
    Switch("fabric_show_log_config", "absent", "show has the top-level log_config", "4.6", ("absent", "present")),
    Switch(
        "fabric_ray_shape",
        "response",
        "ray_resource in answers: the form of its own, or that of requests",
        "4.6",
        ("response", "request"),
    ),
    Switch(
        "fabric_data_infos",
        "extended",
        "data_infos in answers have output_path and env_var_name",
        "4.6",
        ("extended", "as_sent"),
    ),
    Switch(
        "fabric_defaults",
        "absent",
        "defaults that answers fill in: none, in blocks that were sent, or in all",
        "4.4",
        ("absent", "sent", "blocks"),
    ),
    Switch(
        "fabric_autoscaling_shown", "given", "names in autoscaling_config in answers", "9.1 #5", ("given", "new", "old")
    ),
    Switch("fabric_urls", "present", "a running endpoint has urls with a token", "4.6", ("present", "absent")),
    Switch(
        "fabric_failure_details",
        "present",
        "a failed endpoint has error_code and error_msg",
        "4.6",
        ("present", "absent"),
    ),
    Switch(
        "fabric_unset_members", "omitted", "how a member without a value is shown", "4.6", ("omitted", "null", "empty")
    ),
    Switch(
        "fabric_unknown_members",
        False,
        "answers carry members that no document names, also nested ones",
        "4.6, 11 #10",
        kind="bool",
    ),
    Switch(
        "fabric_time_form",
        "milliseconds",
        "form of times: Z with or without a fraction, or +08:00",
        "4.6",
        ("milliseconds", "seconds", "offset"),
    ),
    Switch("fabric_id_form", "hyphens", "form of ids", "4.6", ("hyphens", "plain")),
    Switch(
        "fabric_previous_version",
        "present",
        "version=PREVIOUS shows what the last update replaced",
        "4.2, 4.8",
        ("present", "absent"),
    ),
    Switch(
        "fabric_read_lag_seconds",
        0,
        "how long reads do not yet show a write (see fabric_lag_scope)",
        "6",
        kind="seconds",
    ),
    Switch("fabric_list_lag_seconds", 0, "the same for ListEndpoints alone, when longer", "6", kind="seconds"),
    Switch(
        "fabric_lag_scope",
        "create",
        "which writes reads lag behind: only creates, or all writes",
        "6",
        ("create", "writes"),
    ),
)

_LISTS = (
    Switch(
        "fabric_list_items",
        "brief",
        "members of list items: those of the brief form, all of show, or the mandatory ones",
        "4.6, 6",
        ("brief", "full", "minimal"),
    ),
    Switch("fabric_total", "present", "a list says total", "4.9", ("present", "absent")),
    Switch(
        "fabric_empty_list",
        "array",
        "endpoints of an empty list; absent only beside a total",
        "4.1",
        ("array", "null", "absent"),
    ),
    Switch("fabric_list_order", "newest_first", "order of a list", "4.9", ("newest_first", "oldest_first")),
    Switch("fabric_page_cap", 100, "a page never has more items", "4.2", kind="count", minimum=1),
    Switch(
        "fabric_limit_over_100",
        "refused",
        "a limit above 100 is refused or counts as 100",
        "4.2",
        ("refused", "capped"),
    ),
    Switch(
        "fabric_name_filter",
        "fuzzy",
        "how the filter name matches; case_insensitive is fuzzy without regard to case",
        "4.9",
        ("fuzzy", "exact", "prefix", "case_insensitive", "ignored"),
    ),
    Switch(
        "fabric_name_filter_characters",
        "any",
        "a filter name with a dot or a blank: applied, matches nothing, or refused",
        "4.2, 4.9",
        ("any", "unmatched", "refused"),
    ),
    Switch(
        "fabric_list_default_visibility",
        "own",
        "a list without visibility: the caller's own of both kinds, or as if this were given",
        "4.2",
        ("own", "PRIVATE", "PUBLIC", "ALL"),
    ),
)

_STATES = (
    Switch(
        "fabric_creating_status",
        "CREATING",
        "status while creating, or none for the result at once",
        "4.7",
        ("CREATING", "none"),
        kind="word",
    ),
    Switch(
        "fabric_updating_status",
        "UPDATING",
        "status while updating; none: the result at once, unchanged: the old one until done",
        "4.7",
        ("UPDATING", "none", "unchanged"),
        kind="word",
    ),
    Switch(
        "fabric_deleting_status",
        "DELETING",
        "status while deleting; none: gone at once, unchanged: the old one until gone",
        "4.7",
        ("DELETING", "none", "unchanged"),
        kind="word",
    ),
    Switch("fabric_create_seconds", 0.2, "how long a create takes", "4.1, 11 #7", kind="seconds"),
    Switch("fabric_update_seconds", 0.2, "how long an update takes", "4.1, 11 #7", kind="seconds"),
    Switch("fabric_delete_seconds", 0.2, "how long a delete takes", "4.1, 11 #7", kind="seconds"),
    Switch(
        "fabric_create_outcome",
        "running",
        "how creates end",
        "4.7",
        ("running", "failed", "inactive", "frozen", "trial_ended"),
    ),
    Switch("fabric_update_outcome", "running", "how updates end", "4.7", ("running", "failed")),
    Switch("fabric_delete_outcome", "deleted", "how deletes end", "4.7", ("deleted", "failed")),
    Switch(
        "fabric_deleted_record",
        "gone",
        "after a delete: not found, or shown as DELETED by list, show or both",
        "4.7, 11 #5",
        ("gone", "kept", "kept_in_show", "kept_in_list"),
    ),
    Switch("fabric_deleted_record_seconds", 1, "how long a kept record is shown", "4.7, 11 #5", kind="seconds"),
    Switch(
        "fabric_update_transitional",
        "refused",
        "UpdateEndpoint on the way between states",
        "4.7, 11 #6",
        ("refused", "accepted"),
    ),
    Switch(
        "fabric_update_failed", "accepted", "UpdateEndpoint on a failed endpoint", "4.7, 11 #6", ("accepted", "refused")
    ),
    Switch(
        "fabric_update_stalled",
        "refused",
        "UpdateEndpoint on one that is FROZEN, INACTIVE or TRIAL_ENDED",
        "4.7, 11 #6",
        ("refused", "accepted"),
    ),
    Switch(
        "fabric_delete_transitional",
        "refused",
        "DeleteEndpoint on the way between states",
        "4.7, 11 #6",
        ("refused", "accepted"),
    ),
    Switch(
        "fabric_delete_failed", "accepted", "DeleteEndpoint on a failed endpoint", "4.7, 11 #6", ("accepted", "refused")
    ),
    Switch(
        "fabric_delete_stalled",
        "accepted",
        "DeleteEndpoint on one that is FROZEN, INACTIVE or TRIAL_ENDED",
        "4.7, 11 #6",
        ("accepted", "refused"),
    ),
    Switch(
        "fabric_delete_ray",
        "accepted",
        "DeleteEndpoint on a Ray cluster without is_delete_app_instance",
        "4.2",
        ("accepted", "flag_needed"),
    ),
    Switch(
        "fabric_delete_flag",
        "accepted",
        "the query parameter is_delete_app_instance",
        "9.1 #9",
        ("accepted", "ignored", "refused"),
    ),
    Switch(
        "fabric_wrong_state",
        "00010999/409",
        "code and HTTP status of a refusal for the endpoint's state",
        "4.11, 11 #6",
        ("00010999/409", "00010999/400", "00000001/500"),
    ),
)

_WRITES = (
    Switch("fabric_update_omitted", "kept", "members that an update leaves out", "4.8, 11 #2", ("kept", "reset")),
    Switch("fabric_update_nested", "replaced", "objects in an update", "4.8, 11 #2", ("replaced", "merged")),
    Switch("fabric_update_config", "accepted", "config in an update", "4.8, 11 #1", ("accepted", "ignored", "refused")),
    Switch(
        "fabric_update_log_config",
        "ignored",
        "config.ray_service_config.log_config in an update",
        "4.8",
        ("ignored", "accepted"),
    ),
    Switch(
        "fabric_update_create_only",
        "refused",
        "members in an update that only a create may have",
        "4.8",
        ("refused", "ignored"),
    ),
    Switch(
        "fabric_create_log_config",
        "accepted",
        "the top-level log_config in a create",
        "9.1 #1",
        ("accepted", "ignored", "refused"),
    ),
    Switch(
        "fabric_sdk_members",
        "accepted",
        "public_access and custom_image_id in a create",
        "9.1 #2",
        ("accepted", "ignored", "refused"),
    ),
    Switch(
        "fabric_sdk_config",
        "accepted",
        "log_config, oidc_config, api_config, agency_config and enable_custom in config",
        "9.1 #6, #7",
        ("accepted", "ignored", "refused"),
    ),
    Switch(
        "fabric_sdk_types", "accepted", "the types container_job and notebook", "9.1 #3, 11 #3", ("accepted", "refused")
    ),
    Switch(
        "fabric_use_public_resource",
        "accepted",
        "reserved_resource.dpu.use_public_resource",
        "9.1 #4",
        ("accepted", "ignored", "refused"),
    ),
    Switch(
        "fabric_autoscaling_accepted",
        "both",
        "names in autoscaling_config that requests may have",
        "9.1 #5",
        ("both", "new", "old"),
    ),
    Switch(
        "fabric_unknown_request_members",
        "refused",
        "members of a request that no document names",
        "4.3",
        ("refused", "ignored"),
    ),
    Switch(
        "fabric_block_types",
        "any",
        "blocks that do not go with the type: taken, refused, or also required",
        "4.5, 11 #3",
        ("any", "refused", "required"),
    ),
    Switch("fabric_mu_min", "any", "reserved_resource.mu.min", "4.5", ("any", "zero")),
    Switch(
        "fabric_name_characters",
        "chinese",
        "whether names may have Chinese characters",
        "9.1 #13",
        ("chinese", "ascii"),
    ),
    Switch(
        "fabric_inference_name_length", 128, "longest name of an inference endpoint", "9.1 #12", kind="count", minimum=1
    ),
    Switch(
        "fabric_create_description_length",
        "none",
        "longest description in a create, in characters",
        "4.3",
        kind="optional_count",
        minimum=1,
    ),
    Switch(
        "fabric_description_characters",
        "any",
        "characters of a description: any, or those of the console",
        "4.3",
        ("any", "console"),
    ),
    Switch(
        "fabric_names_unique",
        "workspace",
        "where a name may exist only once",
        "4.9, 11 #4",
        ("workspace", "type", "account", "no"),
    ),
    Switch("fabric_deleted_name", "reusable", "the name of a deleted endpoint", "11 #4", ("reusable", "burned")),
    Switch(
        "fabric_duplicate",
        "00010998/400",
        "code and HTTP status of a refusal of a name",
        "4.11, 11 #4",
        ("00010998/400", "00010998/409"),
    ),
    Switch("fabric_max_endpoints", "none", "quota of endpoints", "4.12, 11 #7", kind="optional_count"),
    Switch(
        "fabric_quota_answer",
        "00010997/400",
        "answer when the quota is used up",
        "4.11",
        ("00010997/400", "00010997/403"),
    ),
    Switch("fabric_create_reply", "full", "body of the answer to a create", "4.1, 9.1 #15", ("full", "id", "empty")),
    Switch("fabric_update_reply", "full", "body of the answer to an update", "4.1, 9.1 #15", ("full", "id", "empty")),
    Switch("fabric_delete_reply", "id", "body of the answer to a delete", "4.1", ("id", "empty")),
    Switch("fabric_write_status", "202", "HTTP status of accepted writes", "4.1", ("202", "200")),
    Switch(
        "fabric_not_found",
        "00010009/400",
        "answer for an id that does not exist; empty has no body",
        "4.11, 11 #5",
        ("00010009/400", "00010009/404", "common.01000001/404", "empty/404"),
    ),
    Switch("fabric_code_prefix", "present", "codes begin with dataartsfabric.", "4.11", ("present", "absent")),
    Switch("fabric_solution_msg", "present", "errors have solution_msg", "4.11", ("present", "absent")),
    Switch("fabric_workspaces", "any", "which workspaces exist: any, or these ids", "4.11", ("any",), kind="word"),
    Switch("fabric_agreement", "registered", "the agreement that a create may need", "4.10", ("registered", "missing")),
    Switch("fabric_inference", "enabled", "the inference feature", "4.11", ("enabled", "disabled")),
    Switch("fabric_project_header", "optional", "X-Project-Id on signed requests", "2", ("optional", "required")),
    Switch(
        "fabric_token_refusal",
        "APIG.1002/401",
        "code and HTTP status for an unusable token",
        "2.1, 4.11",
        ("APIG.1002/401", "APIGW.0301/401"),
    ),
)

FABRIC_SWITCHES: tuple[Switch, ...] = _READS + _LISTS + _STATES + _WRITES
