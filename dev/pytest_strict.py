"""A pytest plugin: a test that is skipped fails, and so does one during which Odoo complains.

A test that provokes a complaint says so: `assertLogs` and `mute_logger` keep it from us.
"""

import logging

import pytest

from complaints import is_complaint


class Complaints(logging.Handler):
    """Collects what Odoo complains of until somebody takes it."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.found = []

    def emit(self, record):
        text = f'{record.levelname} {record.name}: {record.getMessage()}'
        if is_complaint(text):
            if record.exc_info:
                text += '\n' + logging.Formatter().formatException(record.exc_info)
            self.found.append(text)

    def take(self):
        found, self.found = self.found, []
        return found


complaints = Complaints()
unseen = []  # what no test can be blamed for


def pytest_configure():
    logging.getLogger().addHandler(complaints)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.skipped and not hasattr(report, 'wasxfail'):
        report.outcome = 'failed'
        report.longrepr = f'Skipped tests fail: {report.longrepr[2]}'
    if found := complaints.take():
        text = '\n'.join(found)
        if report.passed:
            report.outcome = 'failed'
            report.longrepr = f'Odoo complained during the {report.when} of {item.nodeid}:\n{text}'
        else:
            report.sections.append(('Odoo complained', text))
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    report = yield
    if report.skipped:
        report.outcome = 'failed'
        report.longrepr = f'Skipped tests fail: {report.longrepr[2]}'
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    unseen.extend(complaints.take())
    if unseen and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter):
    unseen.extend(complaints.take())
    for text in unseen:
        terminalreporter.section('Odoo complained outside of any test', red=True)
        terminalreporter.line(text)
