"""The three households that the tests here look at."""

import pytest

from store.versions import Store
from tests.indicators.households.household_case import household_store


@pytest.fixture(scope="package")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Three households (`household_case`); read only."""
    return household_store(tmp_path_factory.mktemp("households"))
