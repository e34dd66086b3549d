"""What can be done by hand to what the sellers have allowed the app."""

from .lock import locked


class ConsentCommands:
    """The commands of `World` that are about consent."""

    @locked
    def revoke(self, seller=None):
        """A seller (all by default) removes the app."""
        for grant in self.authorization.revoke(seller):
            if self.watcher:
                self.watcher.authorization_removed(grant)

    @locked
    def expire_token(self, seller=None):
        """Let access tokens run out now."""
        self.authorization.expire_access(seller)

    @locked
    def expire_authorization(self, seller=None):
        """Let refresh tokens run out now, and with them all else."""
        self.authorization.expire_refresh(seller)

    @locked
    def withdraw_scope(self, scope, seller=None):
        """Take a scope away from what sellers have granted."""
        self.authorization.withdraw(scope, seller)
