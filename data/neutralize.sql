-- A copied database must neither call TikTok nor take the refresh token from the original.
UPDATE tts_account
   SET state = 'draft', access_token = NULL, refresh_token = NULL, app_secret = NULL,
       access_token_expiry = NULL, refresh_token_expiry = NULL, database = NULL;
UPDATE tts_sync SET state = 'cancelled' WHERE state IN ('pending', 'running');
