"""The lying upstream: an emulator of text-to-video clouds with faults of all kinds and an honest invoice.

It speaks every wire of Laterna, makes no videos but test cards, and asks nobody. For tests: `running_upstream` in the
same process, or the command `laterna upstream` in one of its own.
"""

from laterna.upstream.emulation import FaultReport
from laterna.upstream.invoice import InvoiceLine
from laterna.upstream.running import Upstream, running_upstream
from laterna.upstream.scenario import (
    CreateFaults,
    DownloadFaults,
    LogNormal,
    ModelPace,
    QueryFaults,
    Scenario,
    TaskFaults,
    Uniform,
    Words,
)
from laterna.upstream.scenarios import load_scenario, parse_scenario, scenario_names

__all__ = [
    "CreateFaults",
    "DownloadFaults",
    "FaultReport",
    "InvoiceLine",
    "LogNormal",
    "ModelPace",
    "QueryFaults",
    "Scenario",
    "TaskFaults",
    "Uniform",
    "Upstream",
    "Words",
    "load_scenario",
    "parse_scenario",
    "running_upstream",
    "scenario_names",
]
