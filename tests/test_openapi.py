"""Requests made from the OpenAPI document (schemathesis): every check it has, and no failure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import jsonschema
import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

import decreelex.store
from test_service import serving


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("openapi")
    decreelex.store.open_store(folder / "s.db", create=True).close()
    with serving(folder, job_seconds=20.0) as at:
        yield schemathesis.openapi.from_url(f"http://{at[0]}:{at[1]}/openapi.json", config=config())


def config() -> SchemathesisConfig:
    """A question may be well formed and not understood, a text no act: 422 says so and is no fault of the schema."""
    return SchemathesisConfig.from_dict({
        "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", 401, 403, 404, 406, 409, 422]}}})


MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def try_all(schema: Any, examples: int) -> list[str]:
    """Send requests to every operation, right ones and wrong ones; return what failed, by operation."""
    found = []
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in MODES:
            try:
                trial(operation, mode, examples)()
            except hypothesis.errors.Unsatisfiable:
                continue  # there is no wrong request: it takes nothing
            except BaseException as failure:  # a group of failures
                found.append(f"{operation.label} {mode.value}: {told(failure)}")
    return found


def trial(operation: Any, mode: GenerationMode, examples: int) -> Callable[[], None]:
    @hypothesis.settings(max_examples=examples, deadline=None, database=None, print_blob=False,
                         suppress_health_check=list(hypothesis.HealthCheck), derandomize=True)
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        case.call_and_validate(timeout=60)

    return run


def told(failure: BaseException) -> str:
    inner = failure.exceptions if isinstance(failure, BaseExceptionGroup) else [failure]
    return "; ".join(told(one) if isinstance(one, BaseExceptionGroup) else f"{type(one).__name__}: {one}" for one in inner)


def test_every_operation(schema: Any) -> None:
    found = try_all(schema, 10)
    assert not found, "\n\n".join(found)


@pytest.mark.slow
def test_every_operation_at_length(schema: Any) -> None:
    found = try_all(schema, 150)
    assert not found, "\n\n".join(found)


def test_the_document_is_of_openapi_3_1(schema: Any) -> None:
    raw = schema.raw_schema
    assert raw["openapi"].startswith("3.1")
    for path, operations in raw["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (method, path)
            for status, response in operation["responses"].items():
                assert status[0] not in "45" or "application/problem+json" in response["content"], (path, status)
    jsonschema.Draft202012Validator.check_schema({"$defs": raw["components"]["schemas"]})


def test_examples_of_the_document_are_taken(schema: Any) -> None:
    asked = next(p for p in schema.raw_schema["paths"]["/api/v1/ask"]["get"]["parameters"] if p["name"] == "question")
    assert "mobilization.ended" in str(asked)
