from . import controllers, models, wizards


def uninstall_hook(env):
    env['tts.account']._take_leave()
