# Copyright (c) 2026, inference.endpoints contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a script on the vendor's SDK takes for a set of endpoints, ten calls at a time, with no check and no retry.

    python tests/benchmark/sdk_script.py create|delete COUNT

Reads ARK_API_URL, VOLCENGINE_ACCESS_KEY and VOLCENGINE_SECRET_KEY, as the modules do.
"""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import volcenginesdkark as sdk
import volcenginesdkcore as core

THREADS = 10


def api() -> sdk.ARKApi:
    configuration = core.Configuration()
    configuration.ak = os.environ["VOLCENGINE_ACCESS_KEY"]
    configuration.sk = os.environ["VOLCENGINE_SECRET_KEY"]
    configuration.region = "cn-beijing"
    configuration.scheme, _colon, address = os.environ["ARK_API_URL"].partition("://")
    configuration.host = address.rstrip("/")
    configuration.connection_pool_maxsize = THREADS
    return sdk.ARKApi(core.ApiClient(configuration))


def create(client: sdk.ARKApi, number: int) -> None:
    model = sdk.FoundationModelForCreateEndpointInput(name="doubao-1-5-pro-32k", model_version="250115")
    client.create_endpoint(
        sdk.CreateEndpointRequest(
            name=f"script-{number:05d}",
            description="Made by the benchmark",
            model_reference=sdk.ModelReferenceForCreateEndpointInput(foundation_model=model),
            rate_limit=sdk.RateLimitForCreateEndpointInput(rpm=600, tpm=100_000),
        )
    )


def endpoints(client: sdk.ARKApi, count: int) -> list[Any]:
    """All ``count`` endpoints, page by page."""
    pages = range(1, 1 + -(-count // 100))
    answers = [client.list_endpoints(sdk.ListEndpointsRequest(page_number=page, page_size=100)) for page in pages]
    return [endpoint for answer in answers for endpoint in answer.items]


def delete(client: sdk.ARKApi, count: int, threads: ThreadPoolExecutor) -> None:
    """Stop all, look until all have stopped, delete all."""
    ids = [endpoint.id for endpoint in endpoints(client, count)]
    list(threads.map(lambda name: client.stop_endpoint(sdk.StopEndpointRequest(id=name)), ids))
    while any(endpoint.status != "Stopped" for endpoint in endpoints(client, count)):
        time.sleep(0.1)
    list(threads.map(lambda name: client.delete_endpoint(sdk.DeleteEndpointRequest(id=name)), ids))


def main() -> None:
    verb, count = sys.argv[1], int(sys.argv[2])
    client = api()
    with ThreadPoolExecutor(THREADS) as threads:
        if verb == "create":
            list(threads.map(lambda number: create(client, number), range(count)))
        else:
            delete(client, count, threads)


if __name__ == "__main__":
    main()
