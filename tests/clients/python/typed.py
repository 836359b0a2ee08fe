"""T-12: the client that ariadne-codegen made reads typed rows: typed.py URL TOKEN LEGAL_ENTITY."""

import asyncio
import sys
from decimal import Decimal

from avtal_client import Client


async def main(url: str, token: str, legal_entity: str) -> None:
    headers = {"Authorization": f"Bearer {token}", "X-Legal-Entity": legal_entity}
    async with Client(url=url, headers=headers) as client:
        found = (await client.agreements(first=3)).agreements
    assert found.total_count >= len(found.nodes) == 3, found
    for node in found.nodes:
        assert isinstance(node.fulfillment.committed, Decimal), node
    print(f"ok    T-12 ariadne-codegen: {len(found.nodes)} of {found.total_count} agreements")


asyncio.run(main(*sys.argv[1:4]))
