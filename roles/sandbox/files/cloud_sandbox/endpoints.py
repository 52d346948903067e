# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be wrong when endpoints are changed by hand."""

from __future__ import annotations


class UnknownEndpoint(LookupError):
    """No endpoint has that id."""


class BadMember(ValueError):
    """A member that cannot be set by hand; the text is a sentence."""
