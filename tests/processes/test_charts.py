"""Clearing accounts have codes of the chart's own form, in whichever country's chart."""

import subprocess

from worker import ROOT, Worker, database_of_its_own

MODULES = 'l10n_es,l10n_fr_account,l10n_de,l10n_uk,l10n_mx,l10n_br'


def test_codes_are_of_the_charts_own_form():
    with database_of_its_own() as name:
        install = ['-d', name, '-i', MODULES, '--stop-after-init', '--log-level=error']
        subprocess.run([ROOT / 'dev' / 'odoo', *install], check=True)
        with Worker(name, 'tests/processes/charts_side.py') as odoo:
            charts = odoo.call('clearing_accounts')
            branch = odoo.call('clearing_accounts_of_a_branch')
    # Where there is no chart, there is no form either.
    assert charts.pop('none') == {
        'asset_current': ['101990', ''], 'liability_current': ['201990', ''],
    }
    assert len(charts) == 8
    for chart, accounts in charts.items():
        assert set(accounts) == {'asset_current', 'liability_current'}
        for code, before in accounts.values():
            assert (len(code), code[:2]) == (len(before), before[:2]), (chart, code, before)
    # In Spain capital begins with 1, the debts of third parties and to them with 4.
    for accounts in (charts['es_pymes'], branch):
        assert [code[0] for code, _before in accounts.values()] == ['4', '4']
    assert [code.count('.') for code, _before in charts['mx'].values()] == [2, 2]
