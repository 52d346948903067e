# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The open questions of the Ark control plane, one switch each. Sections are those of the Ark reference."""

from __future__ import annotations

from ..switch_values import Switch

NOT_FOUND_ANSWERS = (
    "NotFound.Endpoint/404",
    "ResourceNotFound.Endpoint/404",
    "InvalidEndpointOrModel.NotFound/404",
    "InvalidEndpoint.NotFound/404",
    "NotFound.Endpoint/400",
)

_READS = (
    Switch("get_shape", "flat", "GetEndpoint answers Result.{...} or Result.Endpoint.{...}", "4.2", ("flat", "nested")),
    Switch(
        "get_newer_members",
        "present",
        "GetEndpoint has Moderation, BatchOnly, RollingId, SupportRolling, SupportScaleTier, ScaleTierId",
        "4.2",
        ("present", "absent"),
    ),
    Switch("unset_members", "omitted", "how a member without a value is shown", "4.2", ("omitted", "null", "empty")),
    Switch(
        "unknown_members", False, "answers carry members that no document names, also nested ones", "4.1", kind="bool"
    ),
    Switch("time_form", "utc", "form of times: Z, +08:00 or with a fraction", "4.2", ("utc", "offset", "fraction")),
    Switch(
        "custom_model_base",
        "absent",
        "the ModelReference of a custom model shows its base model too",
        "4.2",
        ("absent", "shown"),
    ),
    Switch("tag_order", "given", "order of Tags in answers", "4.2", ("given", "reversed")),
    Switch("system_tags", "present", "endpoints carry the tag sys:ark:createdBy", "7.2", ("present", "absent")),
    Switch(
        "shown_default_rate_limit",
        "none",
        "RateLimit of an endpoint without limits of its own: nothing, or those of the account",
        "4.1, 11 #13",
        ("none", "account"),
    ),
    Switch(
        "shown_default_moderation",
        "none",
        "Moderation of an endpoint created without: nothing, or Default",
        "11 #13",
        ("none", "Default"),
    ),
    Switch("read_lag_seconds", 0, "how long reads do not yet show a write (see lag_scope)", "3.4", kind="seconds"),
    Switch(
        "lag_scope", "create", "which writes reads lag behind: only creates, or all writes", "3.4", ("create", "writes")
    ),
    Switch(
        "list_lag_seconds",
        0,
        "the same for ListEndpoints alone, when longer than read_lag_seconds",
        "3.4",
        kind="seconds",
    ),
)

_LISTS = (
    Switch(
        "name_filter",
        "substring",
        "how Filter.Name matches; case_insensitive is substring without regard to case",
        "4.3, 11 #3",
        ("exact", "prefix", "substring", "case_insensitive", "ignored"),
    ),
    Switch("project_filter", "applied", "whether ListEndpoints filters by ProjectName", "4.3", ("applied", "ignored")),
    Switch(
        "list_scope_without_project",
        "account",
        "what ListEndpoints without ProjectName covers",
        "4.3, 11 #15",
        ("account", "default"),
    ),
    Switch("list_rate_limit", "present", "list items show RateLimit", "5", ("present", "absent")),
    Switch(
        "list_rolling_fields", "present", "list items show RollingId and SupportRolling", "5", ("present", "absent")
    ),
    Switch("list_sort", "applied", "whether SortBy and SortOrder are applied", "4.3", ("applied", "ignored")),
    Switch(
        "list_order",
        "newest_first",
        "order of ListEndpoints without SortBy",
        "4.3",
        ("newest_first", "oldest_first"),
    ),
    Switch(
        "page_size_cap",
        100,
        "a page never has more items; the answer's PageSize says so",
        "4.3",
        kind="count",
        minimum=1,
    ),
    Switch(
        "page_size_over_100",
        "refused",
        "a PageSize above 100 is refused or counts as 100",
        "4.3",
        ("refused", "capped"),
    ),
)

_STATES = (
    Switch(
        "starting_status",
        "Scheduling",
        "Status while starting; none: the target at once, unchanged: the old one until done",
        "6.2, 11 #4",
        ("Scheduling", "Pending", "Starting", "none", "unchanged"),
        "word",
    ),
    Switch(
        "stopping_status",
        "Stopping",
        "Status while stopping; none and unchanged as above",
        "6.2, 11 #4",
        ("Stopping", "none", "unchanged"),
        "word",
    ),
    Switch(
        "updating_status", "none", "Status for update_seconds after an update, or none", "6.2, 11 #4", ("none",), "word"
    ),
    Switch(
        "deleting_status",
        "Deleting",
        "Status while deleting; none: gone at once, unchanged: the old one until gone",
        "6.2, 11 #7",
        ("Deleting", "none", "unchanged"),
        "word",
    ),
    Switch(
        "failed_status", "Failed", "Status of an endpoint that could not start", "6.1", ("Failed", "Abnormal"), "word"
    ),
    Switch("start_seconds", 0.2, "how long a create or a start takes", "6.2", kind="seconds"),
    Switch("stop_seconds", 0.2, "how long a stop takes", "6.2", kind="seconds"),
    Switch("update_seconds", 0, "how long updating_status is shown", "6.2", kind="seconds"),
    Switch("delete_seconds", 0.2, "how long a delete takes", "6.2", kind="seconds"),
    Switch("start_outcome", "running", "how creates and starts end", "6.2", ("running", "failed")),
    Switch("deleted_record", "gone", "after a delete: not found, or shown as Deleted", "11 #7", ("gone", "kept")),
    Switch("deleted_record_seconds", 1, "how long a kept record is shown", "11 #7", kind="seconds"),
    Switch("delete_running", "refused", "DeleteEndpoint on a running endpoint", "6.3, 11 #5", ("allowed", "refused")),
    Switch("delete_failed", "allowed", "DeleteEndpoint on a failed endpoint", "6.3, 11 #5", ("allowed", "refused")),
    Switch("delete_transitional", "refused", "DeleteEndpoint on the way between states", "6.3", ("allowed", "refused")),
    Switch("start_running", "error", "StartEndpoint on a running endpoint", "11 #6", ("error", "noop")),
    Switch("start_failed", "accepted", "StartEndpoint on a failed endpoint", "6.2", ("accepted", "refused")),
    Switch("start_transitional", "refused", "StartEndpoint on the way", "11 #6", ("refused", "accepted")),
    Switch("stop_stopped", "error", "StopEndpoint on a stopped endpoint", "11 #6", ("error", "noop")),
    Switch("stop_transitional", "refused", "StopEndpoint on the way", "11 #6", ("refused", "accepted")),
    Switch("update_stopped", "accepted", "UpdateEndpoint on a stopped endpoint", "11 #12", ("accepted", "refused")),
    Switch("update_transitional", "refused", "UpdateEndpoint on the way", "11 #12", ("accepted", "refused")),
    Switch("update_rolling", "refused", "UpdateEndpoint while RollingId is set", "11 #12", ("accepted", "refused")),
    Switch(
        "wrong_state_code",
        "OperationDenied.EndpointStatus",
        "code of a refusal for the endpoint's state",
        "3.3",
        ("OperationDenied.EndpointStatus", "OperationDenied.InvalidState", "OperationDenied.UnsupportedPhase"),
    ),
    Switch("wrong_state_status", "403", "HTTP status of that refusal", "3.3", ("403", "400", "409")),
)

_WRITES = (
    Switch(
        "update_tags",
        "replaced",
        "what UpdateEndpoint does with Tags",
        "4.4, 11 #9",
        ("replaced", "merged", "ignored", "refused"),
    ),
    Switch("empty_tags_clear", True, "Tags: [] in an update clears the user tags", "11 #9", kind="bool"),
    Switch(
        "create_moderation",
        "applied",
        "what CreateEndpoint does with Moderation",
        "4.1",
        ("applied", "ignored", "rejected"),
    ),
    Switch(
        "update_moderation",
        "applied",
        "what UpdateEndpoint does with Moderation",
        "4.4, 11 #11",
        ("applied", "ignored", "rejected"),
    ),
    Switch(
        "moderation_values",
        "any",
        "accepted Moderation.Strategy: any text, the four of the command line tool, the two of Terraform",
        "4.1",
        ("any", "four", "two"),
    ),
    Switch(
        "partial_rate_limit",
        "merged",
        "an update's RateLimit with one member: other kept, other reset, or refused",
        "4.4, 11 #10",
        ("merged", "resets", "rejected"),
    ),
    Switch(
        "create_partial_rate_limit",
        "accepted",
        "a create's RateLimit with one member",
        "4.1, 11 #10",
        ("accepted", "rejected"),
    ),
    Switch("zero_limit", "kept", "a limit of 0 is kept, or means the default", "11 #10", ("kept", "default")),
    Switch(
        "limit_over_account", "accepted", "a limit above the account's for the model", "7.1", ("accepted", "refused")
    ),
    Switch("names_unique", "no", "where a name may exist only once", "3.5, 11 #1", ("no", "project", "account")),
    Switch(
        "name_max_length", "none", "longest accepted Name, in characters", "11 #2", kind="optional_count", minimum=1
    ),
    Switch(
        "description_max_length",
        "none",
        "longest accepted Description, in characters",
        "11 #2",
        kind="optional_count",
        minimum=1,
    ),
    Switch("tag_rules", "none", "the general platform rules for tags are enforced", "7.2", ("none", "platform")),
    Switch("model_reference", "required", "CreateEndpoint without ModelReference", "4.1", ("required", "optional")),
    Switch(
        "model_version",
        "required",
        "FoundationModel without ModelVersion: refused, or the model's primary version",
        "4.1",
        ("required", "primary"),
    ),
    Switch("models", "any", "which models exist: any name, or the catalogue's only", "4.9", ("any", "catalogue")),
    Switch(
        "model_not_open",
        "OperationDenied.ServiceNotOpen/403",
        "answer for a model that is not activated",
        "3.3",
        ("OperationDenied.ServiceNotOpen/403", "ModelNotOpen/404"),
    ),
    Switch(
        "cli_members", "refused", "request members that only the vendor's tool knows", "11 #22", ("refused", "accepted")
    ),
    Switch(
        "dry_run",
        "error",
        "success of a dry run: error DryRunOperation, empty result, or a result with an Id",
        "3.6, 11 #8",
        ("error", "empty", "with_id"),
    ),
    Switch("max_endpoints", "none", "quota of endpoints", "7.3, 11 #18", kind="optional_count"),
    Switch(
        "quota_answer",
        "QuotaExceeded/429",
        "answer when the quota is used up",
        "11 #18",
        ("QuotaExceeded/429", "QuotaExceeded/403", "SetLimitExceeded/429"),
    ),
    Switch("not_found", NOT_FOUND_ANSWERS[0], "answer for an id that does not exist", "3.3, 11 #7", NOT_FOUND_ANSWERS),
    Switch(
        "malformed_id",
        "not_found",
        "answer for an id that cannot be one",
        "11 #7",
        ("not_found", "invalid_parameter"),
    ),
    Switch("certificate", "all", "which endpoints have a certificate", "4.6, 11 #20", ("all", "none")),
    Switch(
        "certificate_absence",
        "not_found",
        "answer when there is no certificate",
        "4.6, 11 #20",
        ("not_found", "empty", "empty_members", "denied"),
    ),
)

_GATEWAY = (
    Switch(
        "site",
        "auto",
        "which site is played, in its own region whatever the scope says; auto: by the scope's region",
        "1.2",
        ("auto", "volcengine", "byteplus"),
    ),
    Switch(
        "unknown_region",
        "refused",
        "a region without control plane: ServiceNotFound, or an empty account",
        "1.3, 11 #21",
        ("refused", "empty"),
    ),
    Switch("timestamp_status", "403", "HTTP status of InvalidTimestamp", "3.2", ("400", "403")),
    Switch("timestamp_future_seconds", 900, "how far ahead a client's clock may be", "2.1, 11 #19", kind="seconds"),
    Switch("requests_per_second", "none", "calls that the whole account may make", "7.3, 11 #18", kind="optional_rate"),
    Switch("requests_burst", 1, "calls that may come at once below that rate", "7.3", kind="count", minimum=1),
    Switch(
        "throttle_style",
        "429",
        "how the rate is enforced: 429, or an error inside HTTP 200",
        "3.2",
        ("429", "flow_limit"),
    ),
    Switch("throttle_retry_after", "none", "Retry-After of those answers", "3.2", ("none", "seconds", "date")),
)

ARK_SWITCHES: tuple[Switch, ...] = _READS + _LISTS + _STATES + _WRITES + _GATEWAY
