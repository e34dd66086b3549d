"""What `test_charts.py` does inside an Odoo that has the charts of accounts of several countries.
"""

CHARTS = ('es_pymes', 'fr', 'de_skr03', 'de_skr04', 'uk', 'mx', 'br', 'generic_coa')


def clearing_accounts(env):
    """Connect two shops in a company of each chart, and in one that has none.

    :return: {chart: {type of a clearing account: [its code, the code before it in the chart]}}
    """
    return {
        chart or 'none': accounts_of(company_of(env, chart), number)
        for number, chart in enumerate([*CHARTS, None])
    }


def clearing_accounts_of_a_branch(env):
    """Connect shops in a branch of a Spanish company; return {type: [code, the code before it]}."""
    parent = company_of(env, 'es_pymes', "Parent")
    branch = env['res.company'].create({'name': "Branch", 'parent_id': parent.id})
    return accounts_of(branch.with_context(allowed_company_ids=(branch + parent).ids), 99)


def company_of(env, chart, name="Company"):
    company = env['res.company'].create({'name': f"{name} {chart}"})
    env.user.company_ids += company
    if chart:
        env['account.chart.template'].try_loading(chart, company, install_demo=False)
    return company.with_context(allowed_company_ids=company.ids)


def accounts_of(company, number):
    env = company.env
    account = env['tts.account'].create({
        'name': "Test", 'app_key': f'key{number}', 'app_secret': 'secret',
        'company_id': company.id,
    })
    shops = env['tts.shop']._connect(account, [
        {'id': f'{number}{shop}', 'name': "Shop", 'region': 'US'} for shop in range(2)
    ])
    products = shops.platform_product_id | shops.passthrough_product_id
    clearing = products.mapped('property_account_income_id')
    Account = env['account.account']
    others = Account.search(Account._check_company_domain(company)) - clearing
    return {
        each.account_type: [
            each.code,
            max((other.code for other in others if other.code < each.code), default=''),
        ] for each in clearing
    }
