# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option assume_role: the role, and the proof that is shown to STS (Ark reference, section 9.2)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from .._engine.wording import quoted
from .._http.transport import url_problems

#: Seconds that temporary credentials may be asked for.
SHORTEST, LONGEST = 900, 43_200


class AssumeRole(NamedTuple):
    """The role to assume. What is not given is '' or None.

    :ivar sts_host: the STS of the site, used without ``sts_url``.
    :ivar variable: the environment variable that ``role_trn`` falls back to.
    """

    role_trn: str
    session_name: str
    duration_seconds: int | None
    policy: str
    oidc_token_file: str
    sts_url: str
    sts_host: str
    variable: str

    @property
    def proof(self) -> str:
        """Return what is shown to STS in place of keys, for messages, or ''."""
        return f"the OIDC token of {self.oidc_token_file}" if self.oidc_token_file else ""

    def problems(self) -> Iterator[str]:
        """Yield what is wrong with the members of the option, as sentences ``path: found; expected``."""
        if not self.role_trn:
            yield f"assume_role.role_trn: missing; give it or set the environment variable {self.variable}"
        elif not re.fullmatch(r"trn:iam::[!-~]*:role/[!-~]+", self.role_trn):
            found = quoted(self.role_trn)
            yield f"assume_role.role_trn: found {found}; expected trn:iam::<account id>:role/<role name>"
        if not self.session_name.isprintable() or self.session_name != self.session_name.strip():
            yield "assume_role.session_name: found blanks around it or control characters; expected none"
        if self.duration_seconds is not None and not SHORTEST <= self.duration_seconds <= LONGEST:
            yield f"assume_role.duration_seconds: found {self.duration_seconds}; expected {SHORTEST} to {LONGEST}"
        if self.policy and not _is_object(self.policy):
            yield "assume_role.policy: found no JSON object; expected a policy document"
        if self.oidc_token_file:
            try:
                self.oidc_token()
            except ValueError as error:
                yield f"assume_role.oidc_token_file: found '{self.oidc_token_file}', {error}"
        if self.sts_url:
            yield from url_problems(self.sts_url, "assume_role.sts_url")

    def oidc_token(self) -> str:
        """Return the token in the file, without the end of the line.

        :raises ValueError: the file has none.
        """
        try:
            with open(self.oidc_token_file, encoding="utf-8") as file:
                token = file.read().strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is no text"
            raise ValueError(f"which cannot be read ({reason}); expected the file of an OIDC token") from None
        if not re.fullmatch(r"[!-~]+", token):
            raise ValueError("which holds no token; expected one line without blanks")
        return token


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False
