# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A local stand-in for cloud control planes.

The core of each service is free of sockets and of waiting, so that it can be used in-process with a clock of the
caller's own; ``python -m cloud_sandbox`` puts an HTTP server around it.
"""

__version__ = "1.0.0"
