"""What Schemathesis sends for Avtal's scalars: good values, and texts that are none."""

import schemathesis
from hypothesis import strategies as st
from schemathesis.graphql import nodes


def quoted(strategy):
    return strategy.map(nodes.String)


MONEY = st.decimals(-(10**12), 10**12, allow_nan=False, allow_infinity=False, places=4)

SCALARS = {
    "BigInt": st.integers().map(str),
    "CurrencyCode": st.sampled_from(["SEK", "EUR", "JPY", "BHD", "XXX", "sek", ""]),
    "Date": st.dates().map(str) | st.text(max_size=12),
    "DateTime": st.datetimes().map(lambda moment: f"{moment.isoformat()}Z"),
    "Decimal": MONEY.map(str) | st.text(max_size=20),
}

for name, strategy in SCALARS.items():
    schemathesis.graphql.scalar(name, quoted(strategy))
