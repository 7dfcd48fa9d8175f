/** Made from the OpenAPI document by `npm run client`; not to be changed by hand. */

export interface paths {
    "/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register with an email address and a password
         * @description Register with an email address and a password
         *
         *     Anyone may call this. Known in the audit log as `auth:register`.
         */
        post: operations["authRegister"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove an address with the token that was mailed to it
         * @description Prove an address with the token that was mailed to it
         *
         *     Anyone may call this. Known in the audit log as `auth:verify-email`.
         */
        post: operations["authVerifyEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/verify-email/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for the verification mail once more
         * @description Ask for the verification mail once more
         *
         *     Anyone may call this. Known in the audit log as `auth:resend-verification`.
         */
        post: operations["authResendVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password/forgot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a mail to set a new password
         * @description Ask for a mail to set a new password
         *
         *     Anyone may call this. Known in the audit log as `auth:forgot-password`.
         */
        post: operations["authForgotPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password with the token that was mailed
         * @description Set a new password with the token that was mailed
         *
         *     Anyone may call this. Known in the audit log as `auth:reset-password`.
         */
        post: operations["authResetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change your password
         * @description Change your password
         *
         *     Needs a session. Known in the audit log as `auth:change-password`.
         */
        post: operations["authChangePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a session
         * @description Open a session
         *
         *     Anyone may call this. Known in the audit log as `auth:login`.
         */
        post: operations["authLogin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the session that asks
         * @description End the session that asks
         *
         *     Needs a session. Known in the audit log as `auth:logout`.
         */
        post: operations["authLogout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your own sessions
         * @description List your own sessions
         *
         *     Needs a session. Known in the audit log as `sessions:list`.
         */
        get: operations["sessionsList"];
        put?: never;
        post?: never;
        /**
         * End all your sessions but the one that asks
         * @description End all your sessions but the one that asks
         *
         *     Needs a session. Known in the audit log as `sessions:end-others`.
         */
        delete: operations["sessionsEndOthers"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of your sessions
         * @description End one of your sessions
         *
         *     Needs a session. Known in the audit log as `sessions:end`.
         */
        delete: operations["sessionsEnd"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/login/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Finish a login with a second factor
         * @description Finish a login with a second factor
         *
         *     Anyone may call this. Known in the audit log as `auth:second-factor`.
         */
        post: operations["authSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/reauthenticate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove again who you are, with a password or a second factor
         * @description Prove again who you are, with a password or a second factor
         *
         *     Needs a session. Known in the audit log as `auth:reauthenticate`.
         */
        post: operations["authReauthenticate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/second-factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which second factors you have
         * @description Which second factors you have
         *
         *     Needs a session. Known in the audit log as `second-factors:list`.
         */
        get: operations["secondFactorsList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/second-factors/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin with an authenticator app
         * @description Begin with an authenticator app
         *
         *     Needs a session whose person proved within the last ten minutes who they are. Known in the audit log as `totp:enrol`.
         */
        post: operations["totpEnrol"];
        /**
         * Remove the authenticator app
         * @description Remove the authenticator app
         *
         *     Needs a session whose person proved within the last ten minutes who they are. Known in the audit log as `totp:remove`.
         */
        delete: operations["totpRemove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/second-factors/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch the authenticator app on, by a code of it
         * @description Switch the authenticator app on, by a code of it
         *
         *     Needs a session whose person proved within the last ten minutes who they are. Known in the audit log as `totp:confirm`.
         */
        post: operations["totpConfirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/second-factors/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make new recovery codes; the old ones are void
         * @description Make new recovery codes; the old ones are void
         *
         *     Needs a session whose person proved within the last ten minutes who they are. Known in the audit log as `recovery-codes:regenerate`.
         */
        post: operations["recoveryCodesRegenerate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to register a passkey
         * @description Begin to register a passkey
         *
         *     Needs a session whose person proved within the last ten minutes who they are. Known in the audit log as `passkeys:begin`.
         */
        post: operations["passkeysBegin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your passkeys
         * @description List your passkeys
         *
         *     Needs a session. Known in the audit log as `passkeys:list`.
         */
        get: operations["passkeysList"];
        put?: never;
        /**
         * Register a passkey
         * @description Register a passkey
         *
         *     Needs a session whose person proved within the last ten minutes who they are. Known in the audit log as `passkeys:register`.
         */
        post: operations["passkeysRegister"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a passkey
         * @description Remove a passkey
         *
         *     Needs a session whose person proved within the last ten minutes who they are. Known in the audit log as `passkeys:remove`.
         */
        delete: operations["passkeysRemove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/login/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to sign in with a passkey alone
         * @description Begin to sign in with a passkey alone
         *
         *     Anyone may call this. Known in the audit log as `auth:begin-passkey`.
         */
        post: operations["authBeginPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/login/second-factor/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to answer a challenge with a passkey
         * @description Begin to answer a challenge with a passkey
         *
         *     Anyone may call this. Known in the audit log as `auth:begin-second-passkey`.
         */
        post: operations["authBeginSecondPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/reauthenticate/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to prove again who you are with a passkey
         * @description Begin to prove again who you are with a passkey
         *
         *     Needs a session. Known in the audit log as `auth:begin-passkey-again`.
         */
        post: operations["authBeginPasskeyAgain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/login/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a passkey alone
         * @description Sign in with a passkey alone
         *
         *     Anyone may call this. Known in the audit log as `auth:passkey`.
         */
        post: operations["authPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your own profile
         * @description Your own profile
         *
         *     Needs a session or an API key. Known in the audit log as `me:show`.
         */
        get: operations["meShow"];
        put?: never;
        post?: never;
        /**
         * Erase yourself: for good, but for what the law wants kept
         * @description Erase yourself: for good, but for what the law wants kept
         *
         *     Needs a session whose person proved within the last ten minutes who they are. Known in the audit log as `me:erase`.
         */
        delete: operations["meErase"];
        options?: never;
        head?: never;
        /**
         * Change your own profile
         * @description Change your own profile
         *
         *     Needs a session. Known in the audit log as `me:update`.
         */
        patch: operations["meUpdate"];
        trace?: never;
    };
    "/v1/auth/providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List whom else one can sign in with
         * @description List whom else one can sign in with
         *
         *     Anyone may call this. Known in the audit log as `auth:list-providers`.
         */
        get: operations["authListProviders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/oidc/{provider}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Go to a provider to sign in, in a browser
         * @description Go to a provider to sign in, in a browser
         *
         *     Anyone may call this. Known in the audit log as `auth:start-provider`.
         */
        get: operations["authStartProvider"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/oidc/{provider}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Come back from a provider
         * @description Come back from a provider
         *
         *     Anyone may call this. Known in the audit log as `auth:finish-provider`.
         */
        get: operations["authFinishProvider"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the providers that sign in to your account
         * @description List the providers that sign in to your account
         *
         *     Needs a session. Known in the audit log as `identities:list`.
         */
        get: operations["identitiesList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/identities/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Let a provider sign in to your account no more
         * @description Let a provider sign in to your account no more
         *
         *     Needs a session whose person proved within the last ten minutes who they are. Known in the audit log as `identities:remove`.
         */
        delete: operations["identitiesRemove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a token for another service
         * @description Get a token for another service
         *
         *     Needs a session or an API key. Known in the audit log as `auth:token`.
         */
        post: operations["authToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List and search users
         * @description List and search users
         *
         *     Needs the permission `users:read`. Known in the audit log as `users:list`.
         */
        get: operations["usersList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a user
         * @description Read a user
         *
         *     Needs the permission `users:read`. Known in the audit log as `users:read`.
         */
        get: operations["usersRead"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change a user’s role, disable or enable them
         * @description Change a user’s role, disable or enable them
         *
         *     Needs the permission `users:update`, of somebody who proved within the last ten minutes who they are. Known in the audit log as `users:update`.
         */
        patch: operations["usersUpdate"];
        trace?: never;
    };
    "/v1/users/{id}/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Demand a new password of a user
         * @description Demand a new password of a user
         *
         *     Needs the permission `users:update`, of somebody who proved within the last ten minutes who they are. Known in the audit log as `users:require-reset`.
         */
        post: operations["usersRequireReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a user’s sessions
         * @description List a user’s sessions
         *
         *     Needs the permission `users:read`. Known in the audit log as `users:read-sessions`.
         */
        get: operations["usersReadSessions"];
        put?: never;
        post?: never;
        /**
         * End all of a user’s sessions
         * @description End all of a user’s sessions
         *
         *     Needs the permission `users:update`, of somebody who proved within the last ten minutes who they are. Known in the audit log as `users:end-sessions`.
         */
        delete: operations["usersEndSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{id}/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of a user’s sessions
         * @description End one of a user’s sessions
         *
         *     Needs the permission `users:update`, of somebody who proved within the last ten minutes who they are. Known in the audit log as `users:end-session`.
         */
        delete: operations["usersEndSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your own API keys
         * @description List your own API keys
         *
         *     Needs a session. Known in the audit log as `api-keys:list`.
         */
        get: operations["apiKeysList"];
        put?: never;
        /**
         * Make an API key for a program
         * @description Make an API key for a program
         *
         *     Needs a session whose person proved within the last ten minutes who they are. Known in the audit log as `api-keys:create`.
         */
        post: operations["apiKeysCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke one of your API keys
         * @description Revoke one of your API keys
         *
         *     Needs a session. Known in the audit log as `api-keys:revoke`.
         */
        delete: operations["apiKeysRevoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Take along all that is kept of you
         * @description Take along all that is kept of you
         *
         *     Needs a session whose person proved within the last ten minutes who they are. Known in the audit log as `me:export`.
         */
        get: operations["meExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your customers
         * @description List your customers
         *
         *     Needs the permission `domain:customers:list`. Known in the audit log as `customers:list`.
         */
        get: operations["customersList"];
        put?: never;
        /**
         * Create a customer
         * @description Create a customer
         *
         *     Needs the permission `domain:customers:create`. Known in the audit log as `customers:create`.
         */
        post: operations["customersCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create, change and delete up to 100 customers, all or nothing
         * @description Create, change and delete up to 100 customers, all or nothing
         *
         *     Needs the permission `domain:customers:bulk`. Known in the audit log as `customers:bulk`.
         */
        post: operations["customersBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export your customers
         * @description Export your customers
         *
         *     Needs the permission `domain:customers:export`. Known in the audit log as `customers:export`.
         */
        get: operations["customersExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a customer
         * @description Read a customer
         *
         *     Needs the permission `domain:customers:read`. Known in the audit log as `customers:read`.
         */
        get: operations["customersRead"];
        put?: never;
        post?: never;
        /**
         * Delete a customer
         * @description Delete a customer
         *
         *     Needs the permission `domain:customers:delete`. Known in the audit log as `customers:delete`.
         */
        delete: operations["customersDelete"];
        options?: never;
        head?: never;
        /**
         * Change a customer
         * @description Change a customer
         *
         *     Needs the permission `domain:customers:update`. Known in the audit log as `customers:update`.
         */
        patch: operations["customersUpdate"];
        trace?: never;
    };
    "/v1/customers/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of a customer, newest first
         * @description What became of a customer, newest first
         *
         *     Needs the permission `domain:customers:history`. Known in the audit log as `customers:history`.
         */
        get: operations["customersHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/customers/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring back a customer that was deleted
         * @description Bring back a customer that was deleted
         *
         *     Needs the permission `domain:customers:restore`. Known in the audit log as `customers:restore`.
         */
        post: operations["customersRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your invoices
         * @description List your invoices
         *
         *     Needs the permission `domain:invoices:list`. Known in the audit log as `invoices:list`.
         */
        get: operations["invoicesList"];
        put?: never;
        /**
         * Create an invoice
         * @description Create an invoice
         *
         *     Needs the permission `domain:invoices:create`. Known in the audit log as `invoices:create`.
         */
        post: operations["invoicesCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create, change and delete up to 100 invoices, all or nothing
         * @description Create, change and delete up to 100 invoices, all or nothing
         *
         *     Needs the permission `domain:invoices:bulk`. Known in the audit log as `invoices:bulk`.
         */
        post: operations["invoicesBulk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export your invoices
         * @description Export your invoices
         *
         *     Needs the permission `domain:invoices:export`. Known in the audit log as `invoices:export`.
         */
        get: operations["invoicesExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an invoice
         * @description Read an invoice
         *
         *     Needs the permission `domain:invoices:read`. Known in the audit log as `invoices:read`.
         */
        get: operations["invoicesRead"];
        put?: never;
        post?: never;
        /**
         * Delete an invoice
         * @description Delete an invoice
         *
         *     Needs the permission `domain:invoices:delete`. Known in the audit log as `invoices:delete`.
         */
        delete: operations["invoicesDelete"];
        options?: never;
        head?: never;
        /**
         * Change an invoice
         * @description Change an invoice
         *
         *     Needs the permission `domain:invoices:update`. Known in the audit log as `invoices:update`.
         */
        patch: operations["invoicesUpdate"];
        trace?: never;
    };
    "/v1/invoices/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of an invoice, newest first
         * @description What became of an invoice, newest first
         *
         *     Needs the permission `domain:invoices:history`. Known in the audit log as `invoices:history`.
         */
        get: operations["invoicesHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring back an invoice that was deleted
         * @description Bring back an invoice that was deleted
         *
         *     Needs the permission `domain:invoices:restore`. Known in the audit log as `invoices:restore`.
         */
        post: operations["invoicesRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{id}/issue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Issue an invoice: it gets its number and does not change any more
         * @description Issue an invoice: it gets its number and does not change any more
         *
         *     Needs the permission `domain:invoices:issue`. Known in the audit log as `invoices:issue`.
         */
        post: operations["invoicesIssue"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{id}/pay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record that an invoice was paid, in full
         * @description Record that an invoice was paid, in full
         *
         *     Needs the permission `domain:invoices:pay`. Known in the audit log as `invoices:pay`.
         */
        post: operations["invoicesPay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{id}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Void an invoice: it keeps its number, and nothing is owed
         * @description Void an invoice: it keeps its number, and nothing is owed
         *
         *     Needs the permission `domain:invoices:void`. Known in the audit log as `invoices:void`.
         */
        post: operations["invoicesVoid"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your webhook-endpoints
         * @description List your webhook-endpoints
         *
         *     Needs the permission `domain:webhook-endpoints:list`. Known in the audit log as `webhook-endpoints:list`.
         */
        get: operations["webhookEndpointsList"];
        put?: never;
        /**
         * Create a webhook endpoint
         * @description Create a webhook endpoint
         *
         *     Needs the permission `domain:webhook-endpoints:create`. Known in the audit log as `webhook-endpoints:create`.
         */
        post: operations["webhookEndpointsCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export your webhook-endpoints
         * @description Export your webhook-endpoints
         *
         *     Needs the permission `domain:webhook-endpoints:export`. Known in the audit log as `webhook-endpoints:export`.
         */
        get: operations["webhookEndpointsExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a webhook endpoint
         * @description Read a webhook endpoint
         *
         *     Needs the permission `domain:webhook-endpoints:read`. Known in the audit log as `webhook-endpoints:read`.
         */
        get: operations["webhookEndpointsRead"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook endpoint
         * @description Delete a webhook endpoint
         *
         *     Needs the permission `domain:webhook-endpoints:delete`. Known in the audit log as `webhook-endpoints:delete`.
         */
        delete: operations["webhookEndpointsDelete"];
        options?: never;
        head?: never;
        /**
         * Change a webhook endpoint
         * @description Change a webhook endpoint
         *
         *     Needs the permission `domain:webhook-endpoints:update`. Known in the audit log as `webhook-endpoints:update`.
         */
        patch: operations["webhookEndpointsUpdate"];
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of a webhook endpoint, newest first
         * @description What became of a webhook endpoint, newest first
         *
         *     Needs the permission `domain:webhook-endpoints:history`. Known in the audit log as `webhook-endpoints:history`.
         */
        get: operations["webhookEndpointsHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new signing secret; the old one signs as well for 24 hours
         * @description Make a new signing secret; the old one signs as well for 24 hours
         *
         *     Needs the permission `domain:webhook-endpoints:rotate-secret`. Known in the audit log as `webhook-endpoints:rotate-secret`.
         */
        post: operations["webhookEndpointsRotateSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was sent to a webhook endpoint, newest first
         * @description What was sent to a webhook endpoint, newest first
         *
         *     Needs the permission `domain:webhook-endpoints:list`. Known in the audit log as `webhook-endpoints:list-deliveries`.
         */
        get: operations["webhookEndpointsListDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhook-endpoints/{id}/deliveries/{deliveryId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver once more what is over
         * @description Deliver once more what is over
         *
         *     Needs the permission `domain:webhook-endpoints:replay`. Known in the audit log as `webhook-endpoints:replay`.
         */
        post: operations["webhookEndpointsReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{id}/checkout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a page of the payment provider where an invoice can be paid
         * @description Open a page of the payment provider where an invoice can be paid
         *
         *     Needs the permission `domain:invoices:checkout`. Known in the audit log as `invoices:checkout`.
         */
        post: operations["invoicesCheckout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/payments/stripe/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * For Stripe alone: what became of a payment
         * @description For Stripe alone: what became of a payment
         *
         *     Anyone may call this. Known in the audit log as `payments:hear`.
         */
        post: operations["paymentsHear"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{id}/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an invoice to its customer by mail
         * @description Send an invoice to its customer by mail
         *
         *     Needs the permission `domain:invoices:send`. Known in the audit log as `invoices:send`.
         */
        post: operations["invoicesSend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{id}/mails": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The mails of an invoice, newest first
         * @description The mails of an invoice, newest first
         *
         *     Needs the permission `domain:invoices:read`. Known in the audit log as `invoices:mails`.
         */
        get: operations["invoicesMails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{id}/mails/{mailId}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an invoice once more, as a new mail
         * @description Send an invoice once more, as a new mail
         *
         *     Needs the permission `domain:invoices:send`. Known in the audit log as `invoices:resend`.
         */
        post: operations["invoicesResend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/mail/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * For the mail provider alone: what became of a mail
         * @description For the mail provider alone: what became of a mail
         *
         *     Anyone may call this. Known in the audit log as `mail:hear`.
         */
        post: operations["mailHear"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit-logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List and search the audit log
         * @description List and search the audit log
         *
         *     Needs the permission `audit-logs:read`. Known in the audit log as `audit-logs:list`.
         */
        get: operations["auditLogsList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit-logs/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the sealed records of the audit log
         * @description Export the sealed records of the audit log
         *
         *     Needs the permission `audit-logs:read`. Known in the audit log as `audit-logs:export`.
         */
        get: operations["auditLogsExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit-logs/verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far the audit log is sealed and published
         * @description How far the audit log is sealed and published
         *
         *     Needs the permission `audit-logs:read`. Known in the audit log as `audit-logs:verify`.
         */
        get: operations["auditLogsVerify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit-logs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a record of the audit log
         * @description Read a record of the audit log
         *
         *     Needs the permission `audit-logs:read`. Known in the audit log as `audit-logs:read`.
         */
        get: operations["auditLogsRead"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit-logs/{id}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove that a record is in the audit log
         * @description Prove that a record is in the audit log
         *
         *     Needs the permission `audit-logs:read`. Known in the audit log as `audit-logs:prove`.
         */
        get: operations["auditLogsProve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/invoices/{id}/print": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read an invoice as a page to be printed
         * @description Read an invoice as a page to be printed
         *
         *     Needs the permission `domain:invoices:read`. Known in the audit log as `invoices:print`.
         */
        get: operations["invoicesPrint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What went wrong (RFC 9457). Tell problems apart by `code`. */
        Problem: {
            /**
             * Format: uri-reference
             * @description A page that explains the code.
             */
            type: string;
            title: string;
            status: number;
            /** @enum {string} */
            code: "malformed" | "ambiguous-credentials" | "invalid-cursor" | "unauthenticated" | "forbidden" | "csrf" | "mfa-required" | "reauthentication-required" | "not-found" | "method-not-allowed" | "request-timeout" | "conflict" | "in-progress" | "gone" | "precondition-failed" | "too-large" | "unsupported-media-type" | "validation" | "idempotency-mismatch" | "precondition-required" | "rate-limited" | "internal" | "unavailable";
            /** @description A sentence about this occurrence. */
            detail?: string;
            /**
             * Format: uri
             * @description The request id, as a URN.
             */
            instance: string;
            errors?: {
                /** @description Where, as a JSON Pointer (RFC 6901). */
                pointer: string;
                /** @description What is wrong, as a word for programs. */
                code: string;
                /** @description What is wrong, as a sentence for people. */
                detail: string;
            }[];
        };
        CustomerCreate: {
            name: string;
            email?: string | null;
            taxId?: string | null;
            address?: {
                line1: string;
                line2?: string;
                city: string;
                region?: string;
                postalCode: string;
                /** @enum {string} */
                country: "AD" | "AE" | "AF" | "AG" | "AI" | "AL" | "AM" | "AO" | "AQ" | "AR" | "AS" | "AT" | "AU" | "AW" | "AX" | "AZ" | "BA" | "BB" | "BD" | "BE" | "BF" | "BG" | "BH" | "BI" | "BJ" | "BL" | "BM" | "BN" | "BO" | "BQ" | "BR" | "BS" | "BT" | "BV" | "BW" | "BY" | "BZ" | "CA" | "CC" | "CD" | "CF" | "CG" | "CH" | "CI" | "CK" | "CL" | "CM" | "CN" | "CO" | "CR" | "CU" | "CV" | "CW" | "CX" | "CY" | "CZ" | "DE" | "DJ" | "DK" | "DM" | "DO" | "DZ" | "EC" | "EE" | "EG" | "EH" | "ER" | "ES" | "ET" | "FI" | "FJ" | "FK" | "FM" | "FO" | "FR" | "GA" | "GB" | "GD" | "GE" | "GF" | "GG" | "GH" | "GI" | "GL" | "GM" | "GN" | "GP" | "GQ" | "GR" | "GS" | "GT" | "GU" | "GW" | "GY" | "HK" | "HM" | "HN" | "HR" | "HT" | "HU" | "ID" | "IE" | "IL" | "IM" | "IN" | "IO" | "IQ" | "IR" | "IS" | "IT" | "JE" | "JM" | "JO" | "JP" | "KE" | "KG" | "KH" | "KI" | "KM" | "KN" | "KP" | "KR" | "KW" | "KY" | "KZ" | "LA" | "LB" | "LC" | "LI" | "LK" | "LR" | "LS" | "LT" | "LU" | "LV" | "LY" | "MA" | "MC" | "MD" | "ME" | "MF" | "MG" | "MH" | "MK" | "ML" | "MM" | "MN" | "MO" | "MP" | "MQ" | "MR" | "MS" | "MT" | "MU" | "MV" | "MW" | "MX" | "MY" | "MZ" | "NA" | "NC" | "NE" | "NF" | "NG" | "NI" | "NL" | "NO" | "NP" | "NR" | "NU" | "NZ" | "OM" | "PA" | "PE" | "PF" | "PG" | "PH" | "PK" | "PL" | "PM" | "PN" | "PR" | "PS" | "PT" | "PW" | "PY" | "QA" | "RE" | "RO" | "RS" | "RU" | "RW" | "SA" | "SB" | "SC" | "SD" | "SE" | "SG" | "SH" | "SI" | "SJ" | "SK" | "SL" | "SM" | "SN" | "SO" | "SR" | "SS" | "ST" | "SV" | "SX" | "SY" | "SZ" | "TC" | "TD" | "TF" | "TG" | "TH" | "TJ" | "TK" | "TL" | "TM" | "TN" | "TO" | "TR" | "TT" | "TV" | "TW" | "TZ" | "UA" | "UG" | "UM" | "US" | "UY" | "UZ" | "VA" | "VC" | "VE" | "VG" | "VI" | "VN" | "VU" | "WF" | "WS" | "YE" | "YT" | "ZA" | "ZM" | "ZW";
            } | null;
            notes?: string | null;
        };
        Customer: {
            /** Format: uuid */
            id: string;
            name: string;
            email: string | null;
            taxId: string | null;
            address: {
                line1: string;
                line2?: string;
                city: string;
                region?: string;
                postalCode: string;
                /** @enum {string} */
                country: "AD" | "AE" | "AF" | "AG" | "AI" | "AL" | "AM" | "AO" | "AQ" | "AR" | "AS" | "AT" | "AU" | "AW" | "AX" | "AZ" | "BA" | "BB" | "BD" | "BE" | "BF" | "BG" | "BH" | "BI" | "BJ" | "BL" | "BM" | "BN" | "BO" | "BQ" | "BR" | "BS" | "BT" | "BV" | "BW" | "BY" | "BZ" | "CA" | "CC" | "CD" | "CF" | "CG" | "CH" | "CI" | "CK" | "CL" | "CM" | "CN" | "CO" | "CR" | "CU" | "CV" | "CW" | "CX" | "CY" | "CZ" | "DE" | "DJ" | "DK" | "DM" | "DO" | "DZ" | "EC" | "EE" | "EG" | "EH" | "ER" | "ES" | "ET" | "FI" | "FJ" | "FK" | "FM" | "FO" | "FR" | "GA" | "GB" | "GD" | "GE" | "GF" | "GG" | "GH" | "GI" | "GL" | "GM" | "GN" | "GP" | "GQ" | "GR" | "GS" | "GT" | "GU" | "GW" | "GY" | "HK" | "HM" | "HN" | "HR" | "HT" | "HU" | "ID" | "IE" | "IL" | "IM" | "IN" | "IO" | "IQ" | "IR" | "IS" | "IT" | "JE" | "JM" | "JO" | "JP" | "KE" | "KG" | "KH" | "KI" | "KM" | "KN" | "KP" | "KR" | "KW" | "KY" | "KZ" | "LA" | "LB" | "LC" | "LI" | "LK" | "LR" | "LS" | "LT" | "LU" | "LV" | "LY" | "MA" | "MC" | "MD" | "ME" | "MF" | "MG" | "MH" | "MK" | "ML" | "MM" | "MN" | "MO" | "MP" | "MQ" | "MR" | "MS" | "MT" | "MU" | "MV" | "MW" | "MX" | "MY" | "MZ" | "NA" | "NC" | "NE" | "NF" | "NG" | "NI" | "NL" | "NO" | "NP" | "NR" | "NU" | "NZ" | "OM" | "PA" | "PE" | "PF" | "PG" | "PH" | "PK" | "PL" | "PM" | "PN" | "PR" | "PS" | "PT" | "PW" | "PY" | "QA" | "RE" | "RO" | "RS" | "RU" | "RW" | "SA" | "SB" | "SC" | "SD" | "SE" | "SG" | "SH" | "SI" | "SJ" | "SK" | "SL" | "SM" | "SN" | "SO" | "SR" | "SS" | "ST" | "SV" | "SX" | "SY" | "SZ" | "TC" | "TD" | "TF" | "TG" | "TH" | "TJ" | "TK" | "TL" | "TM" | "TN" | "TO" | "TR" | "TT" | "TV" | "TW" | "TZ" | "UA" | "UG" | "UM" | "US" | "UY" | "UZ" | "VA" | "VC" | "VE" | "VG" | "VI" | "VN" | "VU" | "WF" | "WS" | "YE" | "YT" | "ZA" | "ZM" | "ZW";
            } | null;
            notes: string | null;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: uuid */
            createdBy: string;
        };
        CustomerUpdate: {
            name?: string;
            email?: string | null;
            taxId?: string | null;
            address?: {
                line1?: string | null;
                line2?: string | null;
                city?: string | null;
                region?: string | null;
                postalCode?: string | null;
                country?: ("AD" | "AE" | "AF" | "AG" | "AI" | "AL" | "AM" | "AO" | "AQ" | "AR" | "AS" | "AT" | "AU" | "AW" | "AX" | "AZ" | "BA" | "BB" | "BD" | "BE" | "BF" | "BG" | "BH" | "BI" | "BJ" | "BL" | "BM" | "BN" | "BO" | "BQ" | "BR" | "BS" | "BT" | "BV" | "BW" | "BY" | "BZ" | "CA" | "CC" | "CD" | "CF" | "CG" | "CH" | "CI" | "CK" | "CL" | "CM" | "CN" | "CO" | "CR" | "CU" | "CV" | "CW" | "CX" | "CY" | "CZ" | "DE" | "DJ" | "DK" | "DM" | "DO" | "DZ" | "EC" | "EE" | "EG" | "EH" | "ER" | "ES" | "ET" | "FI" | "FJ" | "FK" | "FM" | "FO" | "FR" | "GA" | "GB" | "GD" | "GE" | "GF" | "GG" | "GH" | "GI" | "GL" | "GM" | "GN" | "GP" | "GQ" | "GR" | "GS" | "GT" | "GU" | "GW" | "GY" | "HK" | "HM" | "HN" | "HR" | "HT" | "HU" | "ID" | "IE" | "IL" | "IM" | "IN" | "IO" | "IQ" | "IR" | "IS" | "IT" | "JE" | "JM" | "JO" | "JP" | "KE" | "KG" | "KH" | "KI" | "KM" | "KN" | "KP" | "KR" | "KW" | "KY" | "KZ" | "LA" | "LB" | "LC" | "LI" | "LK" | "LR" | "LS" | "LT" | "LU" | "LV" | "LY" | "MA" | "MC" | "MD" | "ME" | "MF" | "MG" | "MH" | "MK" | "ML" | "MM" | "MN" | "MO" | "MP" | "MQ" | "MR" | "MS" | "MT" | "MU" | "MV" | "MW" | "MX" | "MY" | "MZ" | "NA" | "NC" | "NE" | "NF" | "NG" | "NI" | "NL" | "NO" | "NP" | "NR" | "NU" | "NZ" | "OM" | "PA" | "PE" | "PF" | "PG" | "PH" | "PK" | "PL" | "PM" | "PN" | "PR" | "PS" | "PT" | "PW" | "PY" | "QA" | "RE" | "RO" | "RS" | "RU" | "RW" | "SA" | "SB" | "SC" | "SD" | "SE" | "SG" | "SH" | "SI" | "SJ" | "SK" | "SL" | "SM" | "SN" | "SO" | "SR" | "SS" | "ST" | "SV" | "SX" | "SY" | "SZ" | "TC" | "TD" | "TF" | "TG" | "TH" | "TJ" | "TK" | "TL" | "TM" | "TN" | "TO" | "TR" | "TT" | "TV" | "TW" | "TZ" | "UA" | "UG" | "UM" | "US" | "UY" | "UZ" | "VA" | "VC" | "VE" | "VG" | "VI" | "VN" | "VU" | "WF" | "WS" | "YE" | "YT" | "ZA" | "ZM" | "ZW") | null;
            } | null;
            notes?: string | null;
        };
        InvoiceCreate: {
            /** Format: uuid */
            customerId: string;
            /** @enum {string} */
            currency: "AED" | "AFN" | "ALL" | "AMD" | "AOA" | "ARS" | "AUD" | "AWG" | "AZN" | "BAM" | "BBD" | "BDT" | "BHD" | "BIF" | "BMD" | "BND" | "BOB" | "BRL" | "BSD" | "BTN" | "BWP" | "BYN" | "BZD" | "CAD" | "CDF" | "CHF" | "CLF" | "CLP" | "CNY" | "COP" | "CRC" | "CUP" | "CVE" | "CZK" | "DJF" | "DKK" | "DOP" | "DZD" | "EGP" | "ERN" | "ETB" | "EUR" | "FJD" | "FKP" | "GBP" | "GEL" | "GHS" | "GIP" | "GMD" | "GNF" | "GTQ" | "GYD" | "HKD" | "HNL" | "HTG" | "HUF" | "IDR" | "ILS" | "INR" | "IQD" | "IRR" | "ISK" | "JMD" | "JOD" | "JPY" | "KES" | "KGS" | "KHR" | "KMF" | "KPW" | "KRW" | "KWD" | "KYD" | "KZT" | "LAK" | "LBP" | "LKR" | "LRD" | "LSL" | "LYD" | "MAD" | "MDL" | "MGA" | "MKD" | "MMK" | "MNT" | "MOP" | "MRU" | "MUR" | "MVR" | "MWK" | "MXN" | "MYR" | "MZN" | "NAD" | "NGN" | "NIO" | "NOK" | "NPR" | "NZD" | "OMR" | "PAB" | "PEN" | "PGK" | "PHP" | "PKR" | "PLN" | "PYG" | "QAR" | "RON" | "RSD" | "RUB" | "RWF" | "SAR" | "SBD" | "SCR" | "SDG" | "SEK" | "SGD" | "SHP" | "SLE" | "SOS" | "SRD" | "SSP" | "STN" | "SVC" | "SYP" | "SZL" | "THB" | "TJS" | "TMT" | "TND" | "TOP" | "TRY" | "TTD" | "TWD" | "TZS" | "UAH" | "UGX" | "USD" | "UYU" | "UZS" | "VED" | "VES" | "VND" | "VUV" | "WST" | "XAF" | "XCD" | "XCG" | "XOF" | "XPF" | "YER" | "ZAR" | "ZMW" | "ZWG";
            lines: {
                description: string;
                quantity: number;
                unitAmount: number;
                taxRate: number;
            }[];
            dueOn?: string | null;
            notes?: string | null;
        };
        Invoice: {
            /** Format: uuid */
            id: string;
            number: string | null;
            /** Format: uuid */
            customerId: string;
            currency: string;
            lines: {
                description: string;
                quantity: number;
                unitAmount: number;
                taxRate: number;
            }[];
            subtotal: number;
            tax: number;
            total: number;
            /** @enum {string} */
            status: "draft" | "issued" | "paid" | "void";
            dueOn: string | null;
            issuedAt: string | null;
            paidAt: string | null;
            paymentReference: string | null;
            notes: string | null;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: uuid */
            createdBy: string;
        };
        InvoiceUpdate: {
            /** Format: uuid */
            customerId?: string;
            /** @enum {string} */
            currency?: "AED" | "AFN" | "ALL" | "AMD" | "AOA" | "ARS" | "AUD" | "AWG" | "AZN" | "BAM" | "BBD" | "BDT" | "BHD" | "BIF" | "BMD" | "BND" | "BOB" | "BRL" | "BSD" | "BTN" | "BWP" | "BYN" | "BZD" | "CAD" | "CDF" | "CHF" | "CLF" | "CLP" | "CNY" | "COP" | "CRC" | "CUP" | "CVE" | "CZK" | "DJF" | "DKK" | "DOP" | "DZD" | "EGP" | "ERN" | "ETB" | "EUR" | "FJD" | "FKP" | "GBP" | "GEL" | "GHS" | "GIP" | "GMD" | "GNF" | "GTQ" | "GYD" | "HKD" | "HNL" | "HTG" | "HUF" | "IDR" | "ILS" | "INR" | "IQD" | "IRR" | "ISK" | "JMD" | "JOD" | "JPY" | "KES" | "KGS" | "KHR" | "KMF" | "KPW" | "KRW" | "KWD" | "KYD" | "KZT" | "LAK" | "LBP" | "LKR" | "LRD" | "LSL" | "LYD" | "MAD" | "MDL" | "MGA" | "MKD" | "MMK" | "MNT" | "MOP" | "MRU" | "MUR" | "MVR" | "MWK" | "MXN" | "MYR" | "MZN" | "NAD" | "NGN" | "NIO" | "NOK" | "NPR" | "NZD" | "OMR" | "PAB" | "PEN" | "PGK" | "PHP" | "PKR" | "PLN" | "PYG" | "QAR" | "RON" | "RSD" | "RUB" | "RWF" | "SAR" | "SBD" | "SCR" | "SDG" | "SEK" | "SGD" | "SHP" | "SLE" | "SOS" | "SRD" | "SSP" | "STN" | "SVC" | "SYP" | "SZL" | "THB" | "TJS" | "TMT" | "TND" | "TOP" | "TRY" | "TTD" | "TWD" | "TZS" | "UAH" | "UGX" | "USD" | "UYU" | "UZS" | "VED" | "VES" | "VND" | "VUV" | "WST" | "XAF" | "XCD" | "XCG" | "XOF" | "XPF" | "YER" | "ZAR" | "ZMW" | "ZWG";
            lines?: {
                description: string;
                quantity: number;
                unitAmount: number;
                taxRate: number;
            }[];
            dueOn?: string | null;
            notes?: string | null;
        };
        WebhookEndpointCreate: {
            /** Format: uri */
            url: string;
            description?: string | null;
            events: string[];
        };
        WebhookEndpointUpdate: {
            /** Format: uri */
            url?: string;
            description?: string | null;
            events?: string[];
            /** @enum {string} */
            status?: "enabled" | "disabled";
        };
        WebhookEndpoint: {
            /** Format: uuid */
            id: string;
            url: string;
            description: string | null;
            events: string[];
            /** @enum {string} */
            status: "enabled" | "disabled";
            /** @description Until then the secret before the last one signs as well. */
            previousSecretUntil: string | null;
            version: number;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            /** Format: uuid */
            createdBy: string;
        };
    };
    responses: {
        /**
         * @description `malformed`: The request could not be read.
         *
         *     `ambiguous-credentials`: More than one credential was sent.
         */
        "malformed.ambiguous-credentials": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "malformed" | "ambiguous-credentials";
                };
            };
        };
        /** @description `unauthenticated`: A valid credential is required. */
        "stored.unauthenticated": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "unauthenticated";
                };
            };
        };
        /** @description `csrf`: The request could not be shown to come from our own pages. */
        csrf: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "csrf";
                };
            };
        };
        /** @description `request-timeout`: The request took too long to arrive. */
        "request-timeout": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "request-timeout";
                };
            };
        };
        /** @description `in-progress`: The same request is still being worked on. */
        "in-progress": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "in-progress";
                };
            };
        };
        /** @description `too-large`: The request is too large. */
        "too-large": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "too-large";
                };
            };
        };
        /** @description `unsupported-media-type`: This media type is not understood here. */
        "unsupported-media-type": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "unsupported-media-type";
                };
            };
        };
        /**
         * @description `validation`: The request is not valid.
         *
         *     `idempotency-mismatch`: This idempotency key was used for a different request.
         */
        "stored.validation.idempotency-mismatch": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "validation" | "idempotency-mismatch";
                };
            };
        };
        /** @description `rate-limited`: Too many requests. */
        "rate-limited": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "rate-limited";
                };
            };
        };
        /** @description `internal`: Something went wrong on our side. */
        internal: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "internal";
                };
            };
        };
        /** @description `unavailable`: The service cannot answer right now. */
        unavailable: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "unavailable";
                };
            };
        };
        /**
         * @description `forbidden`: This is not allowed.
         *
         *     `csrf`: The request could not be shown to come from our own pages.
         */
        "stored.forbidden.csrf": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "forbidden" | "csrf";
                };
            };
        };
        /**
         * @description `csrf`: The request could not be shown to come from our own pages.
         *
         *     `mfa-required`: A second factor is required.
         */
        "stored.csrf.mfa-required": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "csrf" | "mfa-required";
                };
            };
        };
        /** @description What you have is still current. */
        "not-modified": {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description `ambiguous-credentials`: More than one credential was sent. */
        "ambiguous-credentials": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "ambiguous-credentials";
                };
            };
        };
        /** @description `unauthenticated`: A valid credential is required. */
        unauthenticated: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "unauthenticated";
                };
            };
        };
        /** @description `forbidden`: This is not allowed. */
        forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "forbidden";
                };
            };
        };
        /** @description `validation`: The request is not valid. */
        validation: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "validation";
                };
            };
        };
        /** @description `not-found`: There is nothing here. */
        "stored.not-found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "not-found";
                };
            };
        };
        /**
         * @description `forbidden`: This is not allowed.
         *
         *     `csrf`: The request could not be shown to come from our own pages.
         *
         *     `reauthentication-required`: Please prove again who you are.
         */
        "stored.forbidden.csrf.reauthentication-required": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "forbidden" | "csrf" | "reauthentication-required";
                };
            };
        };
        /**
         * @description `conflict`: The current state does not allow this.
         *
         *     `in-progress`: The same request is still being worked on.
         */
        "stored.conflict.in-progress": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "conflict" | "in-progress";
                };
            };
        };
        /** @description `precondition-failed`: The resource has changed since you read it. */
        "stored.precondition-failed": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "precondition-failed";
                };
            };
        };
        /** @description `not-found`: There is nothing here. */
        "not-found": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "not-found";
                };
            };
        };
        /** @description What you have is still current. */
        "not-modified.Link": {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /**
         * @description `ambiguous-credentials`: More than one credential was sent.
         *
         *     `invalid-cursor`: The cursor is not valid here.
         */
        "ambiguous-credentials.invalid-cursor": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "ambiguous-credentials" | "invalid-cursor";
                };
            };
        };
        /** @description `precondition-required`: An If-Match header is required. */
        "precondition-required": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "precondition-required";
                };
            };
        };
        /** @description What you have is still current. */
        "not-modified.Content-Disposition": {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /**
         * @description `forbidden`: This is not allowed.
         *
         *     `reauthentication-required`: Please prove again who you are.
         */
        "forbidden.reauthentication-required": {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "forbidden" | "reauthentication-required";
                };
            };
        };
        /** @description What you have is still current. */
        "not-modified.Link.Preference-Applied.Audit-Checkpoint": {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description What you have is still current. */
        "not-modified.Preference-Applied.Audit-Checkpoint": {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description What you have is still current. */
        "not-modified.Age.Warning.Preference-Applied.Audit-Checkpoint": {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description `malformed`: The request could not be read. */
        malformed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "malformed";
                };
            };
        };
        /** @description What you have is still current. */
        "not-modified.Content-Disposition.Preference-Applied.Audit-Checkpoint": {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description `conflict`: The current state does not allow this. */
        conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"] & {
                    /** @enum {string} */
                    code?: "conflict";
                };
            };
        };
        /** @description Leads to where one can sign in, or prove again who one is. */
        elsewhere: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description What you have is still current. */
        "not-modified.X-Robots-Tag": {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
    };
    parameters: {
        /**
         * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
         * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
         */
        IdempotencyKey: string;
        /**
         * @description The ETag you already have: 304 if it is still the current one.
         * @example "3"
         */
        IfNoneMatch: string;
        /**
         * @description The ETag of the version you mean to change; without it, the one there is.
         * @example "3"
         */
        IfMatchOrNot: string;
        /**
         * @description The ETag of the version you mean to change (`*` for any).
         * @example "3"
         */
        IfMatch: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    authRegister: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.org",
                 *       "password": "a kelp holds on to its rock",
                 *       "name": "Ada Lovelace"
                 *     }
                 */
                "application/json": {
                    /** Format: idn-email */
                    email: string;
                    /** Format: password */
                    password: string;
                    name?: string;
                };
            };
        };
        responses: {
            /** @description A mail is on its way. The answer is the same whether or not the address is known. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "verification-sent";
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["csrf"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    authVerifyEmail: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "text"
                 *     }
                 */
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description The address is verified; now log in. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["csrf"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    authResendVerification: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.org"
                 *     }
                 */
                "application/json": {
                    /** Format: idn-email */
                    email: string;
                };
            };
        };
        responses: {
            /** @description If the address is waiting to be verified, a mail is on its way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "verification-sent";
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["csrf"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    authForgotPassword: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.org"
                 *     }
                 */
                "application/json": {
                    /** Format: idn-email */
                    email: string;
                };
            };
        };
        responses: {
            /** @description If the address has an account, a mail is on its way. The answer is the same whether or not it has one. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        status: "reset-sent";
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["csrf"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    authResetPassword: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "token": "text",
                 *       "password": "a kelp holds on to its rock"
                 *     }
                 */
                "application/json": {
                    token: string;
                    /** Format: password */
                    password: string;
                };
            };
        };
        responses: {
            /** @description The password is set, and all sessions have ended; now log in. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["csrf"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    authChangePassword: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "currentPassword": "the sea was calm all night",
                 *       "password": "a kelp holds on to its rock"
                 *     }
                 */
                "application/json": {
                    /** Format: password */
                    currentPassword: string;
                    /** Format: password */
                    password: string;
                };
            };
        };
        responses: {
            /** @description The password is changed and all sessions have ended, the one that asked as well: this is the new one, carried as the old one was. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The session token; absent where it went into the cookie. */
                        token?: string;
                        /** @description For X-CSRF-Token; present where the session is a cookie. */
                        csrfToken?: string;
                        session: {
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            transport: "bearer" | "cookie";
                            /** @enum {string} */
                            method: "password" | "password+totp" | "password+recovery-code" | "password+passkey" | "passkey" | "oidc" | "oidc+totp" | "oidc+recovery-code" | "oidc+passkey";
                            /** Format: date-time */
                            authTime: string;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            lastSeenAt: string;
                            /** Format: date-time */
                            expiresAt: string;
                            ipAddress: string | null;
                            userAgent: string | null;
                            current: boolean;
                        };
                        user: {
                            /** Format: uuid */
                            id: string;
                            email: string;
                            name: string | null;
                            /** @enum {string} */
                            role: "member" | "auditor" | "admin";
                            verifiedAt: string | null;
                            version: number;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            updatedAt: string;
                        };
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    authLogin: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "email": "ada@example.org",
                 *       "password": "a kelp holds on to its rock",
                 *       "transport": "bearer"
                 *     }
                 */
                "application/json": {
                    /** Format: idn-email */
                    email: string;
                    /** Format: password */
                    password: string;
                    /** @enum {string} */
                    transport?: "bearer" | "cookie";
                };
            };
        };
        responses: {
            /** @description A new session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The session token; absent where it went into the cookie. */
                        token?: string;
                        /** @description For X-CSRF-Token; present where the session is a cookie. */
                        csrfToken?: string;
                        session: {
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            transport: "bearer" | "cookie";
                            /** @enum {string} */
                            method: "password" | "password+totp" | "password+recovery-code" | "password+passkey" | "passkey" | "oidc" | "oidc+totp" | "oidc+recovery-code" | "oidc+passkey";
                            /** Format: date-time */
                            authTime: string;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            lastSeenAt: string;
                            /** Format: date-time */
                            expiresAt: string;
                            ipAddress: string | null;
                            userAgent: string | null;
                            current: boolean;
                        };
                        user: {
                            /** Format: uuid */
                            id: string;
                            email: string;
                            name: string | null;
                            /** @enum {string} */
                            role: "member" | "auditor" | "admin";
                            verifiedAt: string | null;
                            version: number;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            updatedAt: string;
                        };
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.csrf.mfa-required"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    authLogout: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is dead, everywhere. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    sessionsList: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions that are alive, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            transport: "bearer" | "cookie";
                            /** @enum {string} */
                            method: "password" | "password+totp" | "password+recovery-code" | "password+passkey" | "passkey" | "oidc" | "oidc+totp" | "oidc+recovery-code" | "oidc+passkey";
                            /** Format: date-time */
                            authTime: string;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            lastSeenAt: string;
                            /** Format: date-time */
                            expiresAt: string;
                            ipAddress: string | null;
                            userAgent: string | null;
                            current: boolean;
                        }[];
                    };
                };
            };
            304: components["responses"]["not-modified"];
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    sessionsEndOthers: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All other sessions are dead, everywhere. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    sessionsEnd: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is dead, everywhere. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    authSecondFactor: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "challenge": "text",
                 *       "method": "totp",
                 *       "code": "123456"
                 *     }
                 */
                "application/json": {
                    challenge: string;
                    /** @constant */
                    method: "totp";
                    /** @example 123456 */
                    code: string;
                } | {
                    challenge: string;
                    /** @constant */
                    method: "passkey";
                    response: {
                        id: string;
                        rawId: string;
                        /** @constant */
                        type: "public-key";
                        clientExtensionResults?: {
                            [key: string]: unknown;
                        };
                        authenticatorAttachment?: string | null;
                        response: {
                            clientDataJSON: string;
                            authenticatorData: string;
                            signature: string;
                            userHandle?: string | null;
                        } & {
                            [key: string]: unknown;
                        };
                    } & {
                        [key: string]: unknown;
                    };
                } | {
                    challenge: string;
                    /** @constant */
                    method: "recovery-code";
                    /** @example 7Q4K-0M2N-9XBD-3T5V-HC8W-R6YE */
                    code: string;
                };
            };
        };
        responses: {
            /** @description A new session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The session token; absent where it went into the cookie. */
                        token?: string;
                        /** @description For X-CSRF-Token; present where the session is a cookie. */
                        csrfToken?: string;
                        session: {
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            transport: "bearer" | "cookie";
                            /** @enum {string} */
                            method: "password" | "password+totp" | "password+recovery-code" | "password+passkey" | "passkey" | "oidc" | "oidc+totp" | "oidc+recovery-code" | "oidc+passkey";
                            /** Format: date-time */
                            authTime: string;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            lastSeenAt: string;
                            /** Format: date-time */
                            expiresAt: string;
                            ipAddress: string | null;
                            userAgent: string | null;
                            current: boolean;
                        };
                        user: {
                            /** Format: uuid */
                            id: string;
                            email: string;
                            name: string | null;
                            /** @enum {string} */
                            role: "member" | "auditor" | "admin";
                            verifiedAt: string | null;
                            version: number;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            updatedAt: string;
                        };
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["csrf"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    authReauthenticate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "method": "password",
                 *       "password": "a kelp holds on to its rock"
                 *     }
                 */
                "application/json": {
                    /** @constant */
                    method?: "password";
                    /** Format: password */
                    password: string;
                } | {
                    /** @constant */
                    method: "totp";
                    /** @example 123456 */
                    code: string;
                } | {
                    /** @constant */
                    method: "passkey";
                    response: {
                        id: string;
                        rawId: string;
                        /** @constant */
                        type: "public-key";
                        clientExtensionResults?: {
                            [key: string]: unknown;
                        };
                        authenticatorAttachment?: string | null;
                        response: {
                            clientDataJSON: string;
                            authenticatorData: string;
                            signature: string;
                            userHandle?: string | null;
                        } & {
                            [key: string]: unknown;
                        };
                    } & {
                        [key: string]: unknown;
                    };
                } | {
                    /** @constant */
                    method: "recovery-code";
                    /** @example 7Q4K-0M2N-9XBD-3T5V-HC8W-R6YE */
                    code: string;
                };
            };
        };
        responses: {
            /** @description A new session in place of the one that asked, whose authTime is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The session token; absent where it went into the cookie. */
                        token?: string;
                        /** @description For X-CSRF-Token; present where the session is a cookie. */
                        csrfToken?: string;
                        session: {
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            transport: "bearer" | "cookie";
                            /** @enum {string} */
                            method: "password" | "password+totp" | "password+recovery-code" | "password+passkey" | "passkey" | "oidc" | "oidc+totp" | "oidc+recovery-code" | "oidc+passkey";
                            /** Format: date-time */
                            authTime: string;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            lastSeenAt: string;
                            /** Format: date-time */
                            expiresAt: string;
                            ipAddress: string | null;
                            userAgent: string | null;
                            current: boolean;
                        };
                        user: {
                            /** Format: uuid */
                            id: string;
                            email: string;
                            name: string | null;
                            /** @enum {string} */
                            role: "member" | "auditor" | "admin";
                            verifiedAt: string | null;
                            version: number;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            updatedAt: string;
                        };
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    secondFactorsList: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is on, and how many recovery codes are left. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        totp: boolean;
                        passkeys: number;
                        recoveryCodes: number;
                    };
                };
            };
            304: components["responses"]["not-modified"];
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    totpEnrol: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the app must know, shown this once. It is on when a code of it was confirmed. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        secret: string;
                        otpauthUri: string;
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf.reauthentication-required"];
            409: components["responses"]["stored.conflict.in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    totpRemove: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone, and all your other sessions are over. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf.reauthentication-required"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    totpConfirm: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "code": "123456"
                 *     }
                 */
                "application/json": {
                    /** @example 123456 */
                    code: string;
                };
            };
        };
        responses: {
            /** @description It is on, and all your other sessions are over. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Shown this once. Each signs in once, in place of another factor. */
                        recoveryCodes?: string[];
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf.reauthentication-required"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    recoveryCodesRegenerate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new codes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Shown this once. Each signs in once, in place of another factor. */
                        recoveryCodes: string[];
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf.reauthentication-required"];
            409: components["responses"]["stored.conflict.in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    passkeysBegin: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `PublicKeyCredentialCreationOptionsJSON`, for five minutes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf.reauthentication-required"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    passkeysList: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            name: string;
                            /** @description Does it live in more than one device? */
                            backedUp: boolean;
                            /** Format: date-time */
                            createdAt: string;
                            lastUsedAt: string | null;
                        }[];
                    };
                };
            };
            304: components["responses"]["not-modified"];
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    passkeysRegister: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ada Lovelace",
                 *       "response": {
                 *         "id": "text",
                 *         "rawId": "text",
                 *         "type": "public-key",
                 *         "clientExtensionResults": {},
                 *         "authenticatorAttachment": "text",
                 *         "response": {
                 *           "clientDataJSON": "text",
                 *           "attestationObject": "text",
                 *           "transports": [
                 *             "text"
                 *           ]
                 *         }
                 *       }
                 *     }
                 */
                "application/json": {
                    name: string;
                    response: {
                        id: string;
                        rawId: string;
                        /** @constant */
                        type: "public-key";
                        clientExtensionResults?: {
                            [key: string]: unknown;
                        };
                        authenticatorAttachment?: string | null;
                        response: {
                            clientDataJSON: string;
                            attestationObject: string;
                            transports?: string[];
                        } & {
                            [key: string]: unknown;
                        };
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description It signs in from now on, alone or after a password; all your other sessions are over. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        /** @description Does it live in more than one device? */
                        backedUp: boolean;
                        /** Format: date-time */
                        createdAt: string;
                        lastUsedAt: string | null;
                        /** @description Where there were none: shown this once. */
                        recoveryCodes?: string[];
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf.reauthentication-required"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["stored.conflict.in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    passkeysRemove: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It signs in no more, and all your other sessions are over. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf.reauthentication-required"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    authBeginPasskey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `PublicKeyCredentialRequestOptionsJSON`, for five minutes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["csrf"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    authBeginSecondPasskey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "challenge": "text"
                 *     }
                 */
                "application/json": {
                    challenge: string;
                };
            };
        };
        responses: {
            /** @description `PublicKeyCredentialRequestOptionsJSON`: of the person’s keys alone, where the challenge is one. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["csrf"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    authBeginPasskeyAgain: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description `PublicKeyCredentialRequestOptionsJSON` of your own keys, for five minutes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        challenge: string;
                    } & {
                        [key: string]: unknown;
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    authPasskey: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "response": {
                 *         "id": "text",
                 *         "rawId": "text",
                 *         "type": "public-key",
                 *         "clientExtensionResults": {},
                 *         "authenticatorAttachment": "text",
                 *         "response": {
                 *           "clientDataJSON": "text",
                 *           "authenticatorData": "text",
                 *           "signature": "text",
                 *           "userHandle": "text"
                 *         }
                 *       },
                 *       "transport": "bearer"
                 *     }
                 */
                "application/json": {
                    response: {
                        id: string;
                        rawId: string;
                        /** @constant */
                        type: "public-key";
                        clientExtensionResults?: {
                            [key: string]: unknown;
                        };
                        authenticatorAttachment?: string | null;
                        response: {
                            clientDataJSON: string;
                            authenticatorData: string;
                            signature: string;
                            userHandle?: string | null;
                        } & {
                            [key: string]: unknown;
                        };
                    } & {
                        [key: string]: unknown;
                    };
                    /** @enum {string} */
                    transport?: "bearer" | "cookie";
                };
            };
        };
        responses: {
            /** @description A new session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description The session token; absent where it went into the cookie. */
                        token?: string;
                        /** @description For X-CSRF-Token; present where the session is a cookie. */
                        csrfToken?: string;
                        session: {
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            transport: "bearer" | "cookie";
                            /** @enum {string} */
                            method: "password" | "password+totp" | "password+recovery-code" | "password+passkey" | "passkey" | "oidc" | "oidc+totp" | "oidc+recovery-code" | "oidc+passkey";
                            /** Format: date-time */
                            authTime: string;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            lastSeenAt: string;
                            /** Format: date-time */
                            expiresAt: string;
                            ipAddress: string | null;
                            userAgent: string | null;
                            current: boolean;
                        };
                        user: {
                            /** Format: uuid */
                            id: string;
                            email: string;
                            name: string | null;
                            /** @enum {string} */
                            role: "member" | "auditor" | "admin";
                            verifiedAt: string | null;
                            version: number;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            updatedAt: string;
                        };
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["csrf"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    meShow: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Your profile. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        email: string;
                        name: string | null;
                        /** @enum {string} */
                        role: "member" | "auditor" | "admin";
                        verifiedAt: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
            304: components["responses"]["not-modified"];
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    meErase: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description You are gone. Issued invoices are kept; nothing else is. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf.reauthentication-required"];
            409: components["responses"]["stored.conflict.in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    meUpdate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description The ETag of the version you mean to change; without it, the one there is.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatchOrNot"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ada Lovelace"
                 *     }
                 */
                "application/json": {
                    name?: string | null;
                };
                /**
                 * @example {
                 *       "name": "Ada Lovelace"
                 *     }
                 */
                "application/merge-patch+json": {
                    name?: string | null;
                };
            };
        };
        responses: {
            /** @description Your profile as it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        email: string;
                        name: string | null;
                        /** @enum {string} */
                        role: "member" | "auditor" | "admin";
                        verifiedAt: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["in-progress"];
            412: components["responses"]["stored.precondition-failed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    authListProviders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The providers, in the order of the settings. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            name: string;
                            title: string;
                            start: string;
                        }[];
                    };
                };
            };
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    authStartProvider: {
        parameters: {
            query?: {
                /** @description Where to go once signed in: a path of this site. */
                returnTo?: string;
            };
            header?: never;
            path: {
                /** @example google */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the provider; where it cannot be reached, to /sign-in?problem=provider. */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["not-found"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    authFinishProvider: {
        parameters: {
            query?: {
                state?: string;
                code?: string;
                /** @description Who answers (RFC 9207). */
                iss?: string;
                error?: string;
            };
            header?: never;
            path: {
                /** @example google */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed in, to where one wanted to go; to /second-factor, where one is to be shown; to /sign-in?problem=provider, whatever went wrong. */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["not-found"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    identitiesList: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The identities, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            /** @description Its name among the providers; null where it is none of them any more. */
                            provider: string | null;
                            issuer: string;
                            /** Format: date-time */
                            createdAt: string;
                        }[];
                    };
                };
            };
            304: components["responses"]["not-modified"];
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    identitiesRemove: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is removed, and all your other sessions are dead. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf.reauthentication-required"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["stored.conflict.in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    authToken: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "audience": "text"
                 *     }
                 */
                "application/json": {
                    audience: string;
                };
            };
        };
        responses: {
            /** @description A signed token (RFC 9068), good for five minutes; this API itself does not take it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        accessToken: string;
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["csrf"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    usersList: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 100. Default: 25. */
                limit?: string;
                /** @description `nextCursor` of the page before. It belongs to the same filters and the same order. */
                cursor?: string;
                /** @description What the address begins with, or the name holds. */
                q?: string;
                role?: "member" | "auditor" | "admin";
                status?: "active" | "unverified" | "disabled" | "erased";
            };
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, newest first, and where the next one begins. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            email: string;
                            name: string | null;
                            /** @enum {string} */
                            role: "member" | "auditor" | "admin";
                            verifiedAt: string | null;
                            version: number;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            updatedAt: string;
                            disabledAt: string | null;
                            erasedAt: string | null;
                            resetRequiredAt: string | null;
                            passwordOpens: boolean;
                            secondFactors: ("totp" | "passkey" | "recovery-code")[];
                        }[];
                        page: {
                            nextCursor: string | null;
                            hasMore: boolean;
                        };
                    };
                };
            };
            304: components["responses"]["not-modified.Link"];
            400: components["responses"]["ambiguous-credentials.invalid-cursor"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    usersRead: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As they are now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        email: string;
                        name: string | null;
                        /** @enum {string} */
                        role: "member" | "auditor" | "admin";
                        verifiedAt: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                        disabledAt: string | null;
                        erasedAt: string | null;
                        resetRequiredAt: string | null;
                        passwordOpens: boolean;
                        secondFactors: ("totp" | "passkey" | "recovery-code")[];
                    };
                };
            };
            304: components["responses"]["not-modified"];
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    usersUpdate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description The ETag of the version you mean to change (`*` for any).
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "role": "member",
                 *       "disabled": true
                 *     }
                 */
                "application/json": {
                    /** @enum {string} */
                    role?: "member" | "auditor" | "admin";
                    disabled?: boolean;
                };
                /**
                 * @example {
                 *       "role": "member",
                 *       "disabled": true
                 *     }
                 */
                "application/merge-patch+json": {
                    /** @enum {string} */
                    role?: "member" | "auditor" | "admin";
                    disabled?: boolean;
                };
            };
        };
        responses: {
            /** @description As they are now. With another role, or disabled, all their sessions are over. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        email: string;
                        name: string | null;
                        /** @enum {string} */
                        role: "member" | "auditor" | "admin";
                        verifiedAt: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                        disabledAt: string | null;
                        erasedAt: string | null;
                        resetRequiredAt: string | null;
                        passwordOpens: boolean;
                        secondFactors: ("totp" | "passkey" | "recovery-code")[];
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf.reauthentication-required"];
            404: components["responses"]["stored.not-found"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["stored.conflict.in-progress"];
            412: components["responses"]["stored.precondition-failed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            428: components["responses"]["precondition-required"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    usersRequireReset: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The password opens nothing, all sessions are over, and a mail to set a new one is on its way. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf.reauthentication-required"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    usersReadSessions: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions that are alive, newest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            /** @enum {string} */
                            transport: "bearer" | "cookie";
                            /** @enum {string} */
                            method: "password" | "password+totp" | "password+recovery-code" | "password+passkey" | "passkey" | "oidc" | "oidc+totp" | "oidc+recovery-code" | "oidc+passkey";
                            /** Format: date-time */
                            authTime: string;
                            /** Format: date-time */
                            createdAt: string;
                            /** Format: date-time */
                            lastSeenAt: string;
                            /** Format: date-time */
                            expiresAt: string;
                            ipAddress: string | null;
                            userAgent: string | null;
                            current: boolean;
                        }[];
                    };
                };
            };
            304: components["responses"]["not-modified"];
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    usersEndSessions: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are dead, everywhere. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf.reauthentication-required"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    usersEndSession: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is dead, everywhere. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf.reauthentication-required"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    apiKeysList: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys that are not revoked, newest first; what opens with them is told only once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            name: string;
                            scopes: string[];
                            expiresAt: string | null;
                            /** @description To within five minutes. */
                            lastUsedAt: string | null;
                            /** Format: date-time */
                            createdAt: string;
                        }[];
                    };
                };
            };
            304: components["responses"]["not-modified"];
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    apiKeysCreate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ada Lovelace",
                 *       "scopes": [
                 *         "customers:read"
                 *       ],
                 *       "expiresAt": "2026-11-23T09:30:00.000Z"
                 *     }
                 */
                "application/json": {
                    name: string;
                    scopes: ("customers:read" | "customers:write" | "invoices:read" | "invoices:write" | "webhook-endpoints:read" | "webhook-endpoints:write" | "users:read" | "users:write" | "audit-logs:read" | "audit-logs:write")[];
                    /** Format: date-time */
                    expiresAt?: string;
                };
            };
        };
        responses: {
            /** @description The key. It is shown this once: only its digest is kept. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key: string;
                        /** Format: uuid */
                        id: string;
                        name: string;
                        scopes: string[];
                        expiresAt: string | null;
                        /** @description To within five minutes. */
                        lastUsedAt: string | null;
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf.reauthentication-required"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["stored.conflict.in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    apiKeysRevoke: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key is dead, everywhere. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    meExport: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything, as one document to be kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        exportedAt: string;
                        account: {
                            profile: {
                                /** Format: uuid */
                                id: string;
                                email: string;
                                name: string | null;
                                /** @enum {string} */
                                role: "member" | "auditor" | "admin";
                                verifiedAt: string | null;
                                version: number;
                                /** Format: date-time */
                                createdAt: string;
                                /** Format: date-time */
                                updatedAt: string;
                            };
                            totp: {
                                confirmedAt: string | null;
                                /** Format: date-time */
                                createdAt: string;
                            } | null;
                            recoveryCodes: {
                                unused: number;
                                used: number;
                            };
                        };
                        data: {
                            sessions: {
                                rows: {
                                    /** Format: uuid */
                                    id: string;
                                    /** @enum {string} */
                                    transport: "bearer" | "cookie";
                                    /** @enum {string} */
                                    method: "password" | "password+totp" | "password+recovery-code" | "password+passkey" | "passkey" | "oidc" | "oidc+totp" | "oidc+recovery-code" | "oidc+passkey";
                                    /** Format: date-time */
                                    authTime: string;
                                    /** Format: date-time */
                                    createdAt: string;
                                    /** Format: date-time */
                                    lastSeenAt: string;
                                    /** Format: date-time */
                                    expiresAt: string;
                                    ipAddress: string | null;
                                    userAgent: string | null;
                                    current: boolean;
                                    revokedAt: string | null;
                                }[];
                                /** @description Are these all, or the newest of more? */
                                complete: boolean;
                            };
                            passkeys: {
                                rows: {
                                    /** Format: uuid */
                                    id: string;
                                    name: string;
                                    transports: string[];
                                    backedUp: boolean;
                                    lastUsedAt: string | null;
                                    /** Format: date-time */
                                    createdAt: string;
                                }[];
                                /** @description Are these all, or the newest of more? */
                                complete: boolean;
                            };
                            apiKeys: {
                                rows: {
                                    /** Format: uuid */
                                    id: string;
                                    name: string;
                                    scopes: string[];
                                    expiresAt: string | null;
                                    /** @description To within five minutes. */
                                    lastUsedAt: string | null;
                                    /** Format: date-time */
                                    createdAt: string;
                                    revokedAt: string | null;
                                }[];
                                /** @description Are these all, or the newest of more? */
                                complete: boolean;
                            };
                            identities: {
                                rows: {
                                    issuer: string;
                                    subject: string;
                                    /** Format: date-time */
                                    createdAt: string;
                                }[];
                                /** @description Are these all, or the newest of more? */
                                complete: boolean;
                            };
                            events: {
                                rows: {
                                    id: string;
                                    /** Format: date-time */
                                    at: string;
                                    action: string;
                                    /** @enum {string} */
                                    operation: "INSERT" | "UPDATE" | "DELETE" | "EVENT";
                                    /** @enum {string} */
                                    outcome: "success" | "denied" | "failure";
                                    entity: string;
                                    entityId: string | null;
                                    byYou: boolean;
                                    requestId: string | null;
                                    ipAddress: string | null;
                                    userAgent: string | null;
                                    details: {
                                        [key: string]: unknown;
                                    };
                                }[];
                                /** @description Are these all, or the newest of more? */
                                complete: boolean;
                            };
                            customers: {
                                rows: {
                                    /** Format: uuid */
                                    id: string;
                                    name: string;
                                    email: string | null;
                                    taxId: string | null;
                                    address: {
                                        line1: string;
                                        line2?: string;
                                        city: string;
                                        region?: string;
                                        postalCode: string;
                                        /** @enum {string} */
                                        country: "AD" | "AE" | "AF" | "AG" | "AI" | "AL" | "AM" | "AO" | "AQ" | "AR" | "AS" | "AT" | "AU" | "AW" | "AX" | "AZ" | "BA" | "BB" | "BD" | "BE" | "BF" | "BG" | "BH" | "BI" | "BJ" | "BL" | "BM" | "BN" | "BO" | "BQ" | "BR" | "BS" | "BT" | "BV" | "BW" | "BY" | "BZ" | "CA" | "CC" | "CD" | "CF" | "CG" | "CH" | "CI" | "CK" | "CL" | "CM" | "CN" | "CO" | "CR" | "CU" | "CV" | "CW" | "CX" | "CY" | "CZ" | "DE" | "DJ" | "DK" | "DM" | "DO" | "DZ" | "EC" | "EE" | "EG" | "EH" | "ER" | "ES" | "ET" | "FI" | "FJ" | "FK" | "FM" | "FO" | "FR" | "GA" | "GB" | "GD" | "GE" | "GF" | "GG" | "GH" | "GI" | "GL" | "GM" | "GN" | "GP" | "GQ" | "GR" | "GS" | "GT" | "GU" | "GW" | "GY" | "HK" | "HM" | "HN" | "HR" | "HT" | "HU" | "ID" | "IE" | "IL" | "IM" | "IN" | "IO" | "IQ" | "IR" | "IS" | "IT" | "JE" | "JM" | "JO" | "JP" | "KE" | "KG" | "KH" | "KI" | "KM" | "KN" | "KP" | "KR" | "KW" | "KY" | "KZ" | "LA" | "LB" | "LC" | "LI" | "LK" | "LR" | "LS" | "LT" | "LU" | "LV" | "LY" | "MA" | "MC" | "MD" | "ME" | "MF" | "MG" | "MH" | "MK" | "ML" | "MM" | "MN" | "MO" | "MP" | "MQ" | "MR" | "MS" | "MT" | "MU" | "MV" | "MW" | "MX" | "MY" | "MZ" | "NA" | "NC" | "NE" | "NF" | "NG" | "NI" | "NL" | "NO" | "NP" | "NR" | "NU" | "NZ" | "OM" | "PA" | "PE" | "PF" | "PG" | "PH" | "PK" | "PL" | "PM" | "PN" | "PR" | "PS" | "PT" | "PW" | "PY" | "QA" | "RE" | "RO" | "RS" | "RU" | "RW" | "SA" | "SB" | "SC" | "SD" | "SE" | "SG" | "SH" | "SI" | "SJ" | "SK" | "SL" | "SM" | "SN" | "SO" | "SR" | "SS" | "ST" | "SV" | "SX" | "SY" | "SZ" | "TC" | "TD" | "TF" | "TG" | "TH" | "TJ" | "TK" | "TL" | "TM" | "TN" | "TO" | "TR" | "TT" | "TV" | "TW" | "TZ" | "UA" | "UG" | "UM" | "US" | "UY" | "UZ" | "VA" | "VC" | "VE" | "VG" | "VI" | "VN" | "VU" | "WF" | "WS" | "YE" | "YT" | "ZA" | "ZM" | "ZW";
                                    } | null;
                                    notes: string | null;
                                    version: number;
                                    /** Format: date-time */
                                    createdAt: string;
                                    /** Format: date-time */
                                    updatedAt: string;
                                    /** Format: uuid */
                                    createdBy: string;
                                    deletedAt: string | null;
                                }[];
                                /** @description Are these all, or the newest of more? */
                                complete: boolean;
                            };
                            invoices: {
                                rows: {
                                    /** Format: uuid */
                                    id: string;
                                    number: string | null;
                                    /** Format: uuid */
                                    customerId: string;
                                    currency: string;
                                    lines: {
                                        description: string;
                                        quantity: number;
                                        unitAmount: number;
                                        taxRate: number;
                                    }[];
                                    subtotal: number;
                                    tax: number;
                                    total: number;
                                    /** @enum {string} */
                                    status: "draft" | "issued" | "paid" | "void";
                                    dueOn: string | null;
                                    issuedAt: string | null;
                                    paidAt: string | null;
                                    paymentReference: string | null;
                                    notes: string | null;
                                    version: number;
                                    /** Format: date-time */
                                    createdAt: string;
                                    /** Format: date-time */
                                    updatedAt: string;
                                    /** Format: uuid */
                                    createdBy: string;
                                    deletedAt: string | null;
                                }[];
                                /** @description Are these all, or the newest of more? */
                                complete: boolean;
                            };
                            webhookEndpoints: {
                                rows: {
                                    /** Format: uuid */
                                    id: string;
                                    url: string;
                                    description: string | null;
                                    events: string[];
                                    /** @enum {string} */
                                    status: "enabled" | "disabled";
                                    /** @description Until then the secret before the last one signs as well. */
                                    previousSecretUntil: string | null;
                                    version: number;
                                    /** Format: date-time */
                                    createdAt: string;
                                    /** Format: date-time */
                                    updatedAt: string;
                                    /** Format: uuid */
                                    createdBy: string;
                                    deletedAt: string | null;
                                }[];
                                /** @description Are these all, or the newest of more? */
                                complete: boolean;
                            };
                            checkouts: {
                                rows: {
                                    /** Format: uuid */
                                    id: string;
                                    /** Format: uuid */
                                    invoiceId: string;
                                    provider: string;
                                    /** @enum {string} */
                                    state: "open" | "pending" | "paid" | "failed" | "expired";
                                    /** Format: date-time */
                                    createdAt: string;
                                    /** Format: date-time */
                                    expiresAt: string;
                                }[];
                                /** @description Are these all, or the newest of more? */
                                complete: boolean;
                            };
                            invoiceMails: {
                                rows: {
                                    /** Format: uuid */
                                    id: string;
                                    /** Format: uuid */
                                    invoiceId: string;
                                    /** @enum {string} */
                                    state: "queued" | "sent" | "bounced" | "failed";
                                    attempts: number;
                                    /** Format: date-time */
                                    createdAt: string;
                                    /** @description When a mail server took it; whether anybody read it nobody knows. */
                                    sentAt: string | null;
                                    bouncedAt: string | null;
                                    /**
                                     * Format: date-time
                                     * @description Until when its link opens the invoice.
                                     */
                                    expiresAt: string;
                                }[];
                                /** @description Are these all, or the newest of more? */
                                complete: boolean;
                            };
                        };
                    };
                };
            };
            304: components["responses"]["not-modified.Content-Disposition"];
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden.reauthentication-required"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    customersList: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 100. Default: 25. */
                limit?: string;
                /** @description `nextCursor` of the page before. It belongs to the same filters and the same order. */
                cursor?: string;
                /** @description At most 3 of `name`, `createdAt`, with commas; `-` in front turns one round. Default: `-createdAt`. */
                sort?: string;
                /** @description The names of the fields to show, with commas; `id` is always among them. Default: all. */
                fields?: string;
                name?: string;
                /** @description Any of these, up to 50, with commas. */
                "name[in]"?: string;
                "name[prefix]"?: string;
                /** @description The whole value: what is encrypted can be looked up by nothing less. */
                email?: string;
                createdAt?: string;
                "createdAt[gt]"?: string;
                "createdAt[gte]"?: string;
                "createdAt[lt]"?: string;
                "createdAt[lte]"?: string;
                updatedAt?: string;
                "updatedAt[gt]"?: string;
                "updatedAt[gte]"?: string;
                "updatedAt[lt]"?: string;
                "updatedAt[lte]"?: string;
                /** @description Words, each of which must begin a word of `name`, `notes`. */
                q?: string;
            };
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /**
                 * @description `count=exact`: how many there are in all. It costs what counting them costs. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example count=exact
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, and where the next one begins. With `fields`, only those and the id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            name?: string;
                            email?: string | null;
                            taxId?: string | null;
                            address?: {
                                line1: string;
                                line2?: string;
                                city: string;
                                region?: string;
                                postalCode: string;
                                /** @enum {string} */
                                country: "AD" | "AE" | "AF" | "AG" | "AI" | "AL" | "AM" | "AO" | "AQ" | "AR" | "AS" | "AT" | "AU" | "AW" | "AX" | "AZ" | "BA" | "BB" | "BD" | "BE" | "BF" | "BG" | "BH" | "BI" | "BJ" | "BL" | "BM" | "BN" | "BO" | "BQ" | "BR" | "BS" | "BT" | "BV" | "BW" | "BY" | "BZ" | "CA" | "CC" | "CD" | "CF" | "CG" | "CH" | "CI" | "CK" | "CL" | "CM" | "CN" | "CO" | "CR" | "CU" | "CV" | "CW" | "CX" | "CY" | "CZ" | "DE" | "DJ" | "DK" | "DM" | "DO" | "DZ" | "EC" | "EE" | "EG" | "EH" | "ER" | "ES" | "ET" | "FI" | "FJ" | "FK" | "FM" | "FO" | "FR" | "GA" | "GB" | "GD" | "GE" | "GF" | "GG" | "GH" | "GI" | "GL" | "GM" | "GN" | "GP" | "GQ" | "GR" | "GS" | "GT" | "GU" | "GW" | "GY" | "HK" | "HM" | "HN" | "HR" | "HT" | "HU" | "ID" | "IE" | "IL" | "IM" | "IN" | "IO" | "IQ" | "IR" | "IS" | "IT" | "JE" | "JM" | "JO" | "JP" | "KE" | "KG" | "KH" | "KI" | "KM" | "KN" | "KP" | "KR" | "KW" | "KY" | "KZ" | "LA" | "LB" | "LC" | "LI" | "LK" | "LR" | "LS" | "LT" | "LU" | "LV" | "LY" | "MA" | "MC" | "MD" | "ME" | "MF" | "MG" | "MH" | "MK" | "ML" | "MM" | "MN" | "MO" | "MP" | "MQ" | "MR" | "MS" | "MT" | "MU" | "MV" | "MW" | "MX" | "MY" | "MZ" | "NA" | "NC" | "NE" | "NF" | "NG" | "NI" | "NL" | "NO" | "NP" | "NR" | "NU" | "NZ" | "OM" | "PA" | "PE" | "PF" | "PG" | "PH" | "PK" | "PL" | "PM" | "PN" | "PR" | "PS" | "PT" | "PW" | "PY" | "QA" | "RE" | "RO" | "RS" | "RU" | "RW" | "SA" | "SB" | "SC" | "SD" | "SE" | "SG" | "SH" | "SI" | "SJ" | "SK" | "SL" | "SM" | "SN" | "SO" | "SR" | "SS" | "ST" | "SV" | "SX" | "SY" | "SZ" | "TC" | "TD" | "TF" | "TG" | "TH" | "TJ" | "TK" | "TL" | "TM" | "TN" | "TO" | "TR" | "TT" | "TV" | "TW" | "TZ" | "UA" | "UG" | "UM" | "US" | "UY" | "UZ" | "VA" | "VC" | "VE" | "VG" | "VI" | "VN" | "VU" | "WF" | "WS" | "YE" | "YT" | "ZA" | "ZM" | "ZW";
                            } | null;
                            notes?: string | null;
                            version?: number;
                            /** Format: date-time */
                            createdAt?: string;
                            /** Format: date-time */
                            updatedAt?: string;
                            /** Format: uuid */
                            createdBy?: string;
                        }[];
                        page: {
                            nextCursor: string | null;
                            hasMore: boolean;
                            prevCursor: string | null;
                            /** @description How many there are in all; only where that was preferred. */
                            total?: number;
                        };
                    };
                };
            };
            304: components["responses"]["not-modified.Link.Preference-Applied.Audit-Checkpoint"];
            400: components["responses"]["ambiguous-credentials.invalid-cursor"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    customersCreate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `return=minimal`: no body in the answer. `tx=rollback`: a dry run. Everything is checked and answered, and nothing is kept. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example return=minimal
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ada Lovelace",
                 *       "email": "ada@example.org",
                 *       "taxId": "text",
                 *       "address": {
                 *         "line1": "12 Harbour Street",
                 *         "line2": "text",
                 *         "city": "London",
                 *         "region": "text",
                 *         "postalCode": "SW1A 1AA",
                 *         "country": "GB"
                 *       },
                 *       "notes": "Call before noon."
                 *     }
                 */
                "application/json": components["schemas"]["CustomerCreate"];
            };
        };
        responses: {
            /** @description It exists now, and is yours. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["stored.conflict.in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    customersBulk: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `return=minimal`: no body in the answer. `tx=rollback`: a dry run. Everything is checked and answered, and nothing is kept. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example return=minimal
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "operations": [
                 *         {
                 *           "op": "create",
                 *           "data": {
                 *             "name": "Ada Lovelace",
                 *             "email": "ada@example.org",
                 *             "taxId": "text",
                 *             "notes": "Call before noon."
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        data: components["schemas"]["CustomerCreate"];
                    } | {
                        /** @constant */
                        op: "update";
                        /** Format: uuid */
                        id: string;
                        /** @description The one you have read. */
                        version: number;
                        data: components["schemas"]["CustomerUpdate"];
                    } | {
                        /** @constant */
                        op: "delete";
                        /** Format: uuid */
                        id: string;
                        /** @description The one you have read. */
                        version: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description All of it is done. What came of each operation stands where the operation stood. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: ({
                            /** @constant */
                            op: "create";
                            /** Format: uuid */
                            id: string;
                            version: number;
                            data: components["schemas"]["Customer"];
                        } | {
                            /** @constant */
                            op: "update";
                            /** Format: uuid */
                            id: string;
                            version: number;
                            data: components["schemas"]["Customer"];
                        } | {
                            /** @constant */
                            op: "delete";
                            /** Format: uuid */
                            id: string;
                            version: number;
                        })[];
                    };
                };
            };
            /** @description As preferred: done, and nothing more to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["stored.conflict.in-progress"];
            412: components["responses"]["stored.precondition-failed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    customersExport: {
        parameters: {
            query?: {
                /** @description `ndjson`: one JSON object a line. `csv`: RFC 4180, with a header. Default: `ndjson`. */
                format?: "ndjson" | "csv";
                /** @description The names of the fields to tell, with commas; `id` is always among them. Default: all but `email`, `taxId`, `address`: to name one of these needs the permission `domain:customers:reveal`, which no scope of reading covers. */
                fields?: string;
                name?: string;
                /** @description Any of these, up to 50, with commas. */
                "name[in]"?: string;
                "name[prefix]"?: string;
                /** @description The whole value: what is encrypted can be looked up by nothing less. */
                email?: string;
                createdAt?: string;
                "createdAt[gt]"?: string;
                "createdAt[gte]"?: string;
                "createdAt[lt]"?: string;
                "createdAt[lte]"?: string;
                updatedAt?: string;
                "updatedAt[gt]"?: string;
                "updatedAt[gte]"?: string;
                "updatedAt[lt]"?: string;
                "updatedAt[lte]"?: string;
                /** @description Words, each of which must begin a word of `name`, `notes`. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line for each, in the order of creation, written while it is read. A connection that is cut, without the last chunk of the transfer coding, means that it is not all. In CSV a text that a spreadsheet would take for a formula has `'` in front. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    customersRead: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /**
                 * @description `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example audit-checkpoint
                 */
                Prefer?: string;
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        name: string;
                        email: string | null;
                        taxId: string | null;
                        address: {
                            line1: string;
                            line2?: string;
                            city: string;
                            region?: string;
                            postalCode: string;
                            /** @enum {string} */
                            country: "AD" | "AE" | "AF" | "AG" | "AI" | "AL" | "AM" | "AO" | "AQ" | "AR" | "AS" | "AT" | "AU" | "AW" | "AX" | "AZ" | "BA" | "BB" | "BD" | "BE" | "BF" | "BG" | "BH" | "BI" | "BJ" | "BL" | "BM" | "BN" | "BO" | "BQ" | "BR" | "BS" | "BT" | "BV" | "BW" | "BY" | "BZ" | "CA" | "CC" | "CD" | "CF" | "CG" | "CH" | "CI" | "CK" | "CL" | "CM" | "CN" | "CO" | "CR" | "CU" | "CV" | "CW" | "CX" | "CY" | "CZ" | "DE" | "DJ" | "DK" | "DM" | "DO" | "DZ" | "EC" | "EE" | "EG" | "EH" | "ER" | "ES" | "ET" | "FI" | "FJ" | "FK" | "FM" | "FO" | "FR" | "GA" | "GB" | "GD" | "GE" | "GF" | "GG" | "GH" | "GI" | "GL" | "GM" | "GN" | "GP" | "GQ" | "GR" | "GS" | "GT" | "GU" | "GW" | "GY" | "HK" | "HM" | "HN" | "HR" | "HT" | "HU" | "ID" | "IE" | "IL" | "IM" | "IN" | "IO" | "IQ" | "IR" | "IS" | "IT" | "JE" | "JM" | "JO" | "JP" | "KE" | "KG" | "KH" | "KI" | "KM" | "KN" | "KP" | "KR" | "KW" | "KY" | "KZ" | "LA" | "LB" | "LC" | "LI" | "LK" | "LR" | "LS" | "LT" | "LU" | "LV" | "LY" | "MA" | "MC" | "MD" | "ME" | "MF" | "MG" | "MH" | "MK" | "ML" | "MM" | "MN" | "MO" | "MP" | "MQ" | "MR" | "MS" | "MT" | "MU" | "MV" | "MW" | "MX" | "MY" | "MZ" | "NA" | "NC" | "NE" | "NF" | "NG" | "NI" | "NL" | "NO" | "NP" | "NR" | "NU" | "NZ" | "OM" | "PA" | "PE" | "PF" | "PG" | "PH" | "PK" | "PL" | "PM" | "PN" | "PR" | "PS" | "PT" | "PW" | "PY" | "QA" | "RE" | "RO" | "RS" | "RU" | "RW" | "SA" | "SB" | "SC" | "SD" | "SE" | "SG" | "SH" | "SI" | "SJ" | "SK" | "SL" | "SM" | "SN" | "SO" | "SR" | "SS" | "ST" | "SV" | "SX" | "SY" | "SZ" | "TC" | "TD" | "TF" | "TG" | "TH" | "TJ" | "TK" | "TL" | "TM" | "TN" | "TO" | "TR" | "TT" | "TV" | "TW" | "TZ" | "UA" | "UG" | "UM" | "US" | "UY" | "UZ" | "VA" | "VC" | "VE" | "VG" | "VI" | "VN" | "VU" | "WF" | "WS" | "YE" | "YT" | "ZA" | "ZM" | "ZW";
                        } | null;
                        notes: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                        /** Format: uuid */
                        createdBy: string;
                    };
                };
            };
            304: components["responses"]["not-modified.Preference-Applied.Audit-Checkpoint"];
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    customersDelete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description The ETag of the version you mean to change (`*` for any).
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description `tx=rollback`: a dry run. Everything is checked and answered, and nothing is kept. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example tx=rollback
                 */
                Prefer?: string;
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nobody finds it any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["stored.conflict.in-progress"];
            412: components["responses"]["stored.precondition-failed"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            428: components["responses"]["precondition-required"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    customersUpdate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description The ETag of the version you mean to change (`*` for any).
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description `return=minimal`: no body in the answer. `tx=rollback`: a dry run. Everything is checked and answered, and nothing is kept. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example return=minimal
                 */
                Prefer?: string;
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "name": "Ada Lovelace",
                 *       "email": "ada@example.org",
                 *       "taxId": "text",
                 *       "address": {
                 *         "line1": "12 Harbour Street",
                 *         "line2": "text",
                 *         "city": "London",
                 *         "region": "text",
                 *         "postalCode": "SW1A 1AA",
                 *         "country": "GB"
                 *       },
                 *       "notes": "Call before noon."
                 *     }
                 */
                "application/json": components["schemas"]["CustomerUpdate"];
                /**
                 * @example {
                 *       "name": "Ada Lovelace",
                 *       "email": "ada@example.org",
                 *       "taxId": "text",
                 *       "address": {
                 *         "line1": "12 Harbour Street",
                 *         "line2": "text",
                 *         "city": "London",
                 *         "region": "text",
                 *         "postalCode": "SW1A 1AA",
                 *         "country": "GB"
                 *       },
                 *       "notes": "Call before noon."
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["CustomerUpdate"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description As preferred: done, and nothing more to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["stored.conflict.in-progress"];
            412: components["responses"]["stored.precondition-failed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            428: components["responses"]["precondition-required"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    customersHistory: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 100. Default: 25. */
                limit?: string;
                /** @description `nextCursor` of the page before. It belongs to the same filters and the same order. */
                cursor?: string;
            };
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of its audit trail. It outlives the row. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @description Its number in the log. */
                            id: string;
                            /** Format: date-time */
                            at: string;
                            action: string;
                            /** @enum {string} */
                            operation: "INSERT" | "UPDATE" | "DELETE" | "EVENT";
                            /** @enum {string} */
                            outcome: "success" | "denied" | "failure";
                            actor: {
                                kind: string;
                                userId: string | null;
                            };
                            /** @description The X-Request-Id of the request that did it. */
                            requestId: string | null;
                            /** @description What changed, as it was; null where nothing was before. */
                            old: {
                                [key: string]: unknown;
                            } | null;
                            /** @description What changed, as it became. */
                            new: {
                                [key: string]: unknown;
                            } | null;
                            /** @description What changed as well, but whose values the log does not keep. */
                            redacted: string[];
                        }[];
                        page: {
                            nextCursor: string | null;
                            hasMore: boolean;
                        };
                    };
                };
            };
            304: components["responses"]["not-modified.Link"];
            400: components["responses"]["ambiguous-credentials.invalid-cursor"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    customersRestore: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description The ETag of the version you mean to change; without it, the one there is.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatchOrNot"];
                /**
                 * @description `return=minimal`: no body in the answer. `tx=rollback`: a dry run. Everything is checked and answered, and nothing is kept. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example return=minimal
                 */
                Prefer?: string;
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it was, and found again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            /** @description As preferred: done, and nothing more to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["stored.conflict.in-progress"];
            412: components["responses"]["stored.precondition-failed"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    invoicesList: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 100. Default: 25. */
                limit?: string;
                /** @description `nextCursor` of the page before. It belongs to the same filters and the same order. */
                cursor?: string;
                /** @description At most 3 of `createdAt`, `total`, `number`, `dueOn`, with commas; `-` in front turns one round. Default: `-createdAt`. */
                sort?: string;
                /** @description The names of the fields to show, with commas; `id` is always among them. Default: all. */
                fields?: string;
                /** @description What to bring along, with commas: `customer`. It must be yours to read. */
                expand?: string;
                status?: "draft" | "issued" | "paid" | "void";
                /** @description Any of these, up to 50, with commas. */
                "status[in]"?: string;
                number?: string;
                /** @description Any of these, up to 50, with commas. */
                "number[in]"?: string;
                "number[prefix]"?: string;
                customerId?: string;
                /** @description Any of these, up to 50, with commas. */
                "customerId[in]"?: string;
                currency?: string;
                /** @description Any of these, up to 50, with commas. */
                "currency[in]"?: string;
                "currency[prefix]"?: string;
                /** @description A whole number. */
                total?: string;
                /** @description Any of these, up to 50, with commas. */
                "total[in]"?: string;
                /** @description A whole number. */
                "total[gt]"?: string;
                /** @description A whole number. */
                "total[gte]"?: string;
                /** @description A whole number. */
                "total[lt]"?: string;
                /** @description A whole number. */
                "total[lte]"?: string;
                dueOn?: string;
                "dueOn[gt]"?: string;
                "dueOn[gte]"?: string;
                "dueOn[lt]"?: string;
                "dueOn[lte]"?: string;
                issuedAt?: string;
                "issuedAt[gt]"?: string;
                "issuedAt[gte]"?: string;
                "issuedAt[lt]"?: string;
                "issuedAt[lte]"?: string;
                createdAt?: string;
                "createdAt[gt]"?: string;
                "createdAt[gte]"?: string;
                "createdAt[lt]"?: string;
                "createdAt[lte]"?: string;
                updatedAt?: string;
                "updatedAt[gt]"?: string;
                "updatedAt[gte]"?: string;
                "updatedAt[lt]"?: string;
                "updatedAt[lte]"?: string;
                /** @description Words, each of which must begin a word of `number`, `notes`. */
                q?: string;
            };
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /**
                 * @description `count=exact`: how many there are in all. It costs what counting them costs. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example count=exact
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, and where the next one begins. With `fields`, only those and the id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            number?: string | null;
                            /** Format: uuid */
                            customerId?: string;
                            currency?: string;
                            lines?: {
                                description: string;
                                quantity: number;
                                unitAmount: number;
                                taxRate: number;
                            }[];
                            subtotal?: number;
                            tax?: number;
                            total?: number;
                            /** @enum {string} */
                            status?: "draft" | "issued" | "paid" | "void";
                            dueOn?: string | null;
                            issuedAt?: string | null;
                            paidAt?: string | null;
                            paymentReference?: string | null;
                            notes?: string | null;
                            version?: number;
                            /** Format: date-time */
                            createdAt?: string;
                            /** Format: date-time */
                            updatedAt?: string;
                            /** Format: uuid */
                            createdBy?: string;
                            customer?: components["schemas"]["Customer"] | null;
                        }[];
                        page: {
                            nextCursor: string | null;
                            hasMore: boolean;
                            prevCursor: string | null;
                            /** @description How many there are in all; only where that was preferred. */
                            total?: number;
                        };
                    };
                };
            };
            304: components["responses"]["not-modified.Link.Preference-Applied.Audit-Checkpoint"];
            400: components["responses"]["ambiguous-credentials.invalid-cursor"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    invoicesCreate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `return=minimal`: no body in the answer. `tx=rollback`: a dry run. Everything is checked and answered, and nothing is kept. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example return=minimal
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "customerId": "0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70",
                 *       "currency": "EUR",
                 *       "lines": [
                 *         {
                 *           "description": "Survey of the kelp forest",
                 *           "quantity": 2,
                 *           "unitAmount": 12500,
                 *           "taxRate": 1900
                 *         }
                 *       ],
                 *       "dueOn": "2026-12-31",
                 *       "notes": "Call before noon."
                 *     }
                 */
                "application/json": components["schemas"]["InvoiceCreate"];
            };
        };
        responses: {
            /** @description It exists now, and is yours. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["stored.conflict.in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    invoicesBulk: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description `return=minimal`: no body in the answer. `tx=rollback`: a dry run. Everything is checked and answered, and nothing is kept. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example return=minimal
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "operations": [
                 *         {
                 *           "op": "update",
                 *           "id": "0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70",
                 *           "version": 1,
                 *           "data": {
                 *             "customerId": "0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70",
                 *             "currency": "EUR",
                 *             "dueOn": "2026-12-31",
                 *             "notes": "Call before noon."
                 *           }
                 *         }
                 *       ]
                 *     }
                 */
                "application/json": {
                    operations: ({
                        /** @constant */
                        op: "create";
                        data: components["schemas"]["InvoiceCreate"];
                    } | {
                        /** @constant */
                        op: "update";
                        /** Format: uuid */
                        id: string;
                        /** @description The one you have read. */
                        version: number;
                        data: components["schemas"]["InvoiceUpdate"];
                    } | {
                        /** @constant */
                        op: "delete";
                        /** Format: uuid */
                        id: string;
                        /** @description The one you have read. */
                        version: number;
                    })[];
                };
            };
        };
        responses: {
            /** @description All of it is done. What came of each operation stands where the operation stood. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        results: ({
                            /** @constant */
                            op: "create";
                            /** Format: uuid */
                            id: string;
                            version: number;
                            data: components["schemas"]["Invoice"];
                        } | {
                            /** @constant */
                            op: "update";
                            /** Format: uuid */
                            id: string;
                            version: number;
                            data: components["schemas"]["Invoice"];
                        } | {
                            /** @constant */
                            op: "delete";
                            /** Format: uuid */
                            id: string;
                            version: number;
                        })[];
                    };
                };
            };
            /** @description As preferred: done, and nothing more to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["stored.conflict.in-progress"];
            412: components["responses"]["stored.precondition-failed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    invoicesExport: {
        parameters: {
            query?: {
                /** @description `ndjson`: one JSON object a line. `csv`: RFC 4180, with a header. Default: `ndjson`. */
                format?: "ndjson" | "csv";
                /** @description The names of the fields to tell, with commas; `id` is always among them. Default: all. */
                fields?: string;
                status?: "draft" | "issued" | "paid" | "void";
                /** @description Any of these, up to 50, with commas. */
                "status[in]"?: string;
                number?: string;
                /** @description Any of these, up to 50, with commas. */
                "number[in]"?: string;
                "number[prefix]"?: string;
                customerId?: string;
                /** @description Any of these, up to 50, with commas. */
                "customerId[in]"?: string;
                currency?: string;
                /** @description Any of these, up to 50, with commas. */
                "currency[in]"?: string;
                "currency[prefix]"?: string;
                /** @description A whole number. */
                total?: string;
                /** @description Any of these, up to 50, with commas. */
                "total[in]"?: string;
                /** @description A whole number. */
                "total[gt]"?: string;
                /** @description A whole number. */
                "total[gte]"?: string;
                /** @description A whole number. */
                "total[lt]"?: string;
                /** @description A whole number. */
                "total[lte]"?: string;
                dueOn?: string;
                "dueOn[gt]"?: string;
                "dueOn[gte]"?: string;
                "dueOn[lt]"?: string;
                "dueOn[lte]"?: string;
                issuedAt?: string;
                "issuedAt[gt]"?: string;
                "issuedAt[gte]"?: string;
                "issuedAt[lt]"?: string;
                "issuedAt[lte]"?: string;
                createdAt?: string;
                "createdAt[gt]"?: string;
                "createdAt[gte]"?: string;
                "createdAt[lt]"?: string;
                "createdAt[lte]"?: string;
                updatedAt?: string;
                "updatedAt[gt]"?: string;
                "updatedAt[gte]"?: string;
                "updatedAt[lt]"?: string;
                "updatedAt[lte]"?: string;
                /** @description Words, each of which must begin a word of `number`, `notes`. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line for each, in the order of creation, written while it is read. A connection that is cut, without the last chunk of the transfer coding, means that it is not all. In CSV a text that a spreadsheet would take for a formula has `'` in front. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    invoicesRead: {
        parameters: {
            query?: {
                /** @description What to bring along, with commas: `customer`. It must be yours to read. */
                expand?: string;
            };
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /**
                 * @description `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example audit-checkpoint
                 */
                Prefer?: string;
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        number: string | null;
                        /** Format: uuid */
                        customerId: string;
                        currency: string;
                        lines: {
                            description: string;
                            quantity: number;
                            unitAmount: number;
                            taxRate: number;
                        }[];
                        subtotal: number;
                        tax: number;
                        total: number;
                        /** @enum {string} */
                        status: "draft" | "issued" | "paid" | "void";
                        dueOn: string | null;
                        issuedAt: string | null;
                        paidAt: string | null;
                        paymentReference: string | null;
                        notes: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                        /** Format: uuid */
                        createdBy: string;
                        customer?: components["schemas"]["Customer"] | null;
                    };
                };
            };
            304: components["responses"]["not-modified.Age.Warning.Preference-Applied.Audit-Checkpoint"];
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    invoicesDelete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description The ETag of the version you mean to change (`*` for any).
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description `tx=rollback`: a dry run. Everything is checked and answered, and nothing is kept. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example tx=rollback
                 */
                Prefer?: string;
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nobody finds it any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["stored.conflict.in-progress"];
            412: components["responses"]["stored.precondition-failed"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            428: components["responses"]["precondition-required"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    invoicesUpdate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description The ETag of the version you mean to change (`*` for any).
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description `return=minimal`: no body in the answer. `tx=rollback`: a dry run. Everything is checked and answered, and nothing is kept. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example return=minimal
                 */
                Prefer?: string;
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "customerId": "0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70",
                 *       "currency": "EUR",
                 *       "lines": [
                 *         {
                 *           "description": "Survey of the kelp forest",
                 *           "quantity": 2,
                 *           "unitAmount": 12500,
                 *           "taxRate": 1900
                 *         }
                 *       ],
                 *       "dueOn": "2026-12-31",
                 *       "notes": "Call before noon."
                 *     }
                 */
                "application/json": components["schemas"]["InvoiceUpdate"];
                /**
                 * @example {
                 *       "customerId": "0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70",
                 *       "currency": "EUR",
                 *       "lines": [
                 *         {
                 *           "description": "Survey of the kelp forest",
                 *           "quantity": 2,
                 *           "unitAmount": 12500,
                 *           "taxRate": 1900
                 *         }
                 *       ],
                 *       "dueOn": "2026-12-31",
                 *       "notes": "Call before noon."
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["InvoiceUpdate"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
                };
            };
            /** @description As preferred: done, and nothing more to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["stored.conflict.in-progress"];
            412: components["responses"]["stored.precondition-failed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            428: components["responses"]["precondition-required"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    invoicesHistory: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 100. Default: 25. */
                limit?: string;
                /** @description `nextCursor` of the page before. It belongs to the same filters and the same order. */
                cursor?: string;
            };
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of its audit trail. It outlives the row. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @description Its number in the log. */
                            id: string;
                            /** Format: date-time */
                            at: string;
                            action: string;
                            /** @enum {string} */
                            operation: "INSERT" | "UPDATE" | "DELETE" | "EVENT";
                            /** @enum {string} */
                            outcome: "success" | "denied" | "failure";
                            actor: {
                                kind: string;
                                userId: string | null;
                            };
                            /** @description The X-Request-Id of the request that did it. */
                            requestId: string | null;
                            /** @description What changed, as it was; null where nothing was before. */
                            old: {
                                [key: string]: unknown;
                            } | null;
                            /** @description What changed, as it became. */
                            new: {
                                [key: string]: unknown;
                            } | null;
                            /** @description What changed as well, but whose values the log does not keep. */
                            redacted: string[];
                        }[];
                        page: {
                            nextCursor: string | null;
                            hasMore: boolean;
                        };
                    };
                };
            };
            304: components["responses"]["not-modified.Link"];
            400: components["responses"]["ambiguous-credentials.invalid-cursor"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    invoicesRestore: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description The ETag of the version you mean to change; without it, the one there is.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatchOrNot"];
                /**
                 * @description `return=minimal`: no body in the answer. `tx=rollback`: a dry run. Everything is checked and answered, and nothing is kept. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example return=minimal
                 */
                Prefer?: string;
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it was, and found again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
                };
            };
            /** @description As preferred: done, and nothing more to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["stored.conflict.in-progress"];
            412: components["responses"]["stored.precondition-failed"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    invoicesIssue: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description The ETag of the version you mean to change; without it, the one there is.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatchOrNot"];
                /**
                 * @description `return=minimal`: no body in the answer. `tx=rollback`: a dry run. Everything is checked and answered, and nothing is kept. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example return=minimal
                 */
                Prefer?: string;
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
                };
            };
            /** @description As preferred: done, and nothing more to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["stored.conflict.in-progress"];
            412: components["responses"]["stored.precondition-failed"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    invoicesPay: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description The ETag of the version you mean to change; without it, the one there is.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatchOrNot"];
                /**
                 * @description `return=minimal`: no body in the answer. `tx=rollback`: a dry run. Everything is checked and answered, and nothing is kept. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example return=minimal
                 */
                Prefer?: string;
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                /**
                 * @example {
                 *       "amount": 1,
                 *       "currency": "EUR",
                 *       "reference": "text"
                 *     }
                 */
                "application/json": {
                    /** @description Minor units; refused unless it is the total. */
                    amount?: number;
                    /**
                     * @description Refused unless it is the invoice’s.
                     * @enum {string}
                     */
                    currency?: "AED" | "AFN" | "ALL" | "AMD" | "AOA" | "ARS" | "AUD" | "AWG" | "AZN" | "BAM" | "BBD" | "BDT" | "BHD" | "BIF" | "BMD" | "BND" | "BOB" | "BRL" | "BSD" | "BTN" | "BWP" | "BYN" | "BZD" | "CAD" | "CDF" | "CHF" | "CLF" | "CLP" | "CNY" | "COP" | "CRC" | "CUP" | "CVE" | "CZK" | "DJF" | "DKK" | "DOP" | "DZD" | "EGP" | "ERN" | "ETB" | "EUR" | "FJD" | "FKP" | "GBP" | "GEL" | "GHS" | "GIP" | "GMD" | "GNF" | "GTQ" | "GYD" | "HKD" | "HNL" | "HTG" | "HUF" | "IDR" | "ILS" | "INR" | "IQD" | "IRR" | "ISK" | "JMD" | "JOD" | "JPY" | "KES" | "KGS" | "KHR" | "KMF" | "KPW" | "KRW" | "KWD" | "KYD" | "KZT" | "LAK" | "LBP" | "LKR" | "LRD" | "LSL" | "LYD" | "MAD" | "MDL" | "MGA" | "MKD" | "MMK" | "MNT" | "MOP" | "MRU" | "MUR" | "MVR" | "MWK" | "MXN" | "MYR" | "MZN" | "NAD" | "NGN" | "NIO" | "NOK" | "NPR" | "NZD" | "OMR" | "PAB" | "PEN" | "PGK" | "PHP" | "PKR" | "PLN" | "PYG" | "QAR" | "RON" | "RSD" | "RUB" | "RWF" | "SAR" | "SBD" | "SCR" | "SDG" | "SEK" | "SGD" | "SHP" | "SLE" | "SOS" | "SRD" | "SSP" | "STN" | "SVC" | "SYP" | "SZL" | "THB" | "TJS" | "TMT" | "TND" | "TOP" | "TRY" | "TTD" | "TWD" | "TZS" | "UAH" | "UGX" | "USD" | "UYU" | "UZS" | "VED" | "VES" | "VND" | "VUV" | "WST" | "XAF" | "XCD" | "XCG" | "XOF" | "XPF" | "YER" | "ZAR" | "ZMW" | "ZWG";
                    /** @description By which the payment is found: of the transfer, or at the provider. */
                    reference?: string;
                };
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
                };
            };
            /** @description As preferred: done, and nothing more to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["stored.conflict.in-progress"];
            412: components["responses"]["stored.precondition-failed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    invoicesVoid: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description The ETag of the version you mean to change; without it, the one there is.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatchOrNot"];
                /**
                 * @description `return=minimal`: no body in the answer. `tx=rollback`: a dry run. Everything is checked and answered, and nothing is kept. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example return=minimal
                 */
                Prefer?: string;
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invoice"];
                };
            };
            /** @description As preferred: done, and nothing more to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["stored.conflict.in-progress"];
            412: components["responses"]["stored.precondition-failed"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    webhookEndpointsList: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 100. Default: 25. */
                limit?: string;
                /** @description `nextCursor` of the page before. It belongs to the same filters and the same order. */
                cursor?: string;
                /** @description At most 3 of `createdAt`, with commas; `-` in front turns one round. Default: `-createdAt`. */
                sort?: string;
                /** @description The names of the fields to show, with commas; `id` is always among them. Default: all. */
                fields?: string;
                status?: "enabled" | "disabled";
                /** @description Any of these, up to 50, with commas. */
                "status[in]"?: string;
                createdAt?: string;
                "createdAt[gt]"?: string;
                "createdAt[gte]"?: string;
                "createdAt[lt]"?: string;
                "createdAt[lte]"?: string;
            };
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /**
                 * @description `count=exact`: how many there are in all. It costs what counting them costs. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example count=exact
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, and where the next one begins. With `fields`, only those and the id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            url?: string;
                            description?: string | null;
                            events?: string[];
                            /** @enum {string} */
                            status?: "enabled" | "disabled";
                            /** @description Until then the secret before the last one signs as well. */
                            previousSecretUntil?: string | null;
                            version?: number;
                            /** Format: date-time */
                            createdAt?: string;
                            /** Format: date-time */
                            updatedAt?: string;
                            /** Format: uuid */
                            createdBy?: string;
                        }[];
                        page: {
                            nextCursor: string | null;
                            hasMore: boolean;
                            prevCursor: string | null;
                            /** @description How many there are in all; only where that was preferred. */
                            total?: number;
                        };
                    };
                };
            };
            304: components["responses"]["not-modified.Link.Preference-Applied.Audit-Checkpoint"];
            400: components["responses"]["ambiguous-credentials.invalid-cursor"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    webhookEndpointsCreate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://example.org/",
                 *       "description": "Survey of the kelp forest",
                 *       "events": [
                 *         "invoices.paid"
                 *       ]
                 *     }
                 */
                "application/json": components["schemas"]["WebhookEndpointCreate"];
            };
        };
        responses: {
            /** @description It exists now, and is yours. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        url: string;
                        description: string | null;
                        events: string[];
                        /** @enum {string} */
                        status: "enabled" | "disabled";
                        /** @description Until then the secret before the last one signs as well. */
                        previousSecretUntil: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                        /** Format: uuid */
                        createdBy: string;
                        /** @description Shown this once: `whsec_` and the base64 of the bytes that sign. */
                        secret: string;
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["stored.conflict.in-progress"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    webhookEndpointsExport: {
        parameters: {
            query?: {
                /** @description `ndjson`: one JSON object a line. `csv`: RFC 4180, with a header. Default: `ndjson`. */
                format?: "ndjson" | "csv";
                /** @description The names of the fields to tell, with commas; `id` is always among them. Default: all. */
                fields?: string;
                status?: "enabled" | "disabled";
                /** @description Any of these, up to 50, with commas. */
                "status[in]"?: string;
                createdAt?: string;
                "createdAt[gt]"?: string;
                "createdAt[gte]"?: string;
                "createdAt[lt]"?: string;
                "createdAt[lte]"?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line for each, in the order of creation, written while it is read. A connection that is cut, without the last chunk of the transfer coding, means that it is not all. In CSV a text that a spreadsheet would take for a formula has `'` in front. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    webhookEndpointsRead: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /**
                 * @description `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example audit-checkpoint
                 */
                Prefer?: string;
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        url: string;
                        description: string | null;
                        events: string[];
                        /** @enum {string} */
                        status: "enabled" | "disabled";
                        /** @description Until then the secret before the last one signs as well. */
                        previousSecretUntil: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                        /** Format: uuid */
                        createdBy: string;
                    };
                };
            };
            304: components["responses"]["not-modified.Preference-Applied.Audit-Checkpoint"];
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    webhookEndpointsDelete: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description The ETag of the version you mean to change (`*` for any).
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description `tx=rollback`: a dry run. Everything is checked and answered, and nothing is kept. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example tx=rollback
                 */
                Prefer?: string;
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nobody finds it any more. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["stored.conflict.in-progress"];
            412: components["responses"]["stored.precondition-failed"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            428: components["responses"]["precondition-required"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    webhookEndpointsUpdate: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description The ETag of the version you mean to change (`*` for any).
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatch"];
                /**
                 * @description `return=minimal`: no body in the answer. `tx=rollback`: a dry run. Everything is checked and answered, and nothing is kept. `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example return=minimal
                 */
                Prefer?: string;
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "url": "https://example.org/",
                 *       "description": "Survey of the kelp forest",
                 *       "events": [
                 *         "invoices.paid"
                 *       ],
                 *       "status": "enabled"
                 *     }
                 */
                "application/json": components["schemas"]["WebhookEndpointUpdate"];
                /**
                 * @example {
                 *       "url": "https://example.org/",
                 *       "description": "Survey of the kelp forest",
                 *       "events": [
                 *         "invoices.paid"
                 *       ],
                 *       "status": "enabled"
                 *     }
                 */
                "application/merge-patch+json": components["schemas"]["WebhookEndpointUpdate"];
            };
        };
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description As preferred: done, and nothing more to say. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            408: components["responses"]["request-timeout"];
            409: components["responses"]["stored.conflict.in-progress"];
            412: components["responses"]["stored.precondition-failed"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            428: components["responses"]["precondition-required"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    webhookEndpointsHistory: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 100. Default: 25. */
                limit?: string;
                /** @description `nextCursor` of the page before. It belongs to the same filters and the same order. */
                cursor?: string;
            };
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of its audit trail. It outlives the row. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @description Its number in the log. */
                            id: string;
                            /** Format: date-time */
                            at: string;
                            action: string;
                            /** @enum {string} */
                            operation: "INSERT" | "UPDATE" | "DELETE" | "EVENT";
                            /** @enum {string} */
                            outcome: "success" | "denied" | "failure";
                            actor: {
                                kind: string;
                                userId: string | null;
                            };
                            /** @description The X-Request-Id of the request that did it. */
                            requestId: string | null;
                            /** @description What changed, as it was; null where nothing was before. */
                            old: {
                                [key: string]: unknown;
                            } | null;
                            /** @description What changed, as it became. */
                            new: {
                                [key: string]: unknown;
                            } | null;
                            /** @description What changed as well, but whose values the log does not keep. */
                            redacted: string[];
                        }[];
                        page: {
                            nextCursor: string | null;
                            hasMore: boolean;
                        };
                    };
                };
            };
            304: components["responses"]["not-modified.Link"];
            400: components["responses"]["ambiguous-credentials.invalid-cursor"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    webhookEndpointsRotateSecret: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description The ETag of the version you mean to change; without it, the one there is.
                 * @example "3"
                 */
                "If-Match"?: components["parameters"]["IfMatchOrNot"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now, with its new secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        url: string;
                        description: string | null;
                        events: string[];
                        /** @enum {string} */
                        status: "enabled" | "disabled";
                        /** @description Until then the secret before the last one signs as well. */
                        previousSecretUntil: string | null;
                        version: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        updatedAt: string;
                        /** Format: uuid */
                        createdBy: string;
                        /** @description Shown this once: `whsec_` and the base64 of the bytes that sign. */
                        secret: string;
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["stored.conflict.in-progress"];
            412: components["responses"]["stored.precondition-failed"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    webhookEndpointsListDeliveries: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 100. Default: 25. */
                limit?: string;
                /** @description `nextCursor` of the page before. It belongs to the same filters and the same order. */
                cursor?: string;
            };
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of its delivery log, which goes back 30 days. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /**
                             * Format: uuid
                             * @description The `webhook-id` of every attempt.
                             */
                            id: string;
                            type: string;
                            entity: string;
                            /** Format: uuid */
                            entityId: string;
                            version: number;
                            /** @enum {string} */
                            state: "pending" | "delivered" | "dead";
                            attempts: number;
                            /** @description What the receiver answered with; null where it did not. */
                            lastStatus: number | null;
                            /** @description `status`, `time`, `unreachable`, `refused` (a private address) or `endpoint-disabled`. */
                            lastError: string | null;
                            /** Format: date-time */
                            occurredAt: string;
                            /** Format: date-time */
                            createdAt: string;
                            lastAttemptAt: string | null;
                            nextAttemptAt: string | null;
                        }[];
                        page: {
                            nextCursor: string | null;
                            hasMore: boolean;
                        };
                    };
                };
            };
            304: components["responses"]["not-modified.Link"];
            400: components["responses"]["ambiguous-credentials.invalid-cursor"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    webhookEndpointsReplay: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                deliveryId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is due now. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /**
                         * Format: uuid
                         * @description The `webhook-id` of every attempt.
                         */
                        id: string;
                        type: string;
                        entity: string;
                        /** Format: uuid */
                        entityId: string;
                        version: number;
                        /** @enum {string} */
                        state: "pending" | "delivered" | "dead";
                        attempts: number;
                        /** @description What the receiver answered with; null where it did not. */
                        lastStatus: number | null;
                        /** @description `status`, `time`, `unreachable`, `refused` (a private address) or `endpoint-disabled`. */
                        lastError: string | null;
                        /** Format: date-time */
                        occurredAt: string;
                        /** Format: date-time */
                        createdAt: string;
                        lastAttemptAt: string | null;
                        nextAttemptAt: string | null;
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["stored.conflict.in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    invoicesCheckout: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where to send who pays. The same page until it expires. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uri */
                        url: string;
                        /** Format: date-time */
                        expiresAt: string;
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["stored.conflict.in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    paymentsHear: {
        parameters: {
            query?: never;
            header?: {
                "stripe-signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description It was taken, and need not be told again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        outcome: "paid" | "noted" | "late" | "repeated" | "ignored" | "unknown" | "mismatch" | "already-paid" | "not-owed" | "duplicate";
                    };
                };
            };
            400: components["responses"]["malformed"];
            403: components["responses"]["csrf"];
            404: components["responses"]["not-found"];
            408: components["responses"]["request-timeout"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    invoicesSend: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It waits to be sent. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        invoiceId: string;
                        /** @enum {string} */
                        state: "queued" | "sent" | "bounced" | "failed";
                        attempts: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description When a mail server took it; whether anybody read it nobody knows. */
                        sentAt: string | null;
                        bouncedAt: string | null;
                        /**
                         * Format: date-time
                         * @description Until when its link opens the invoice.
                         */
                        expiresAt: string;
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["stored.conflict.in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    invoicesMails: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 100. Default: 25. */
                limit?: string;
                /** @description `nextCursor` of the page before. It belongs to the same filters and the same order. */
                cursor?: string;
            };
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of what was sent, and what became of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** Format: uuid */
                            id: string;
                            /** Format: uuid */
                            invoiceId: string;
                            /** @enum {string} */
                            state: "queued" | "sent" | "bounced" | "failed";
                            attempts: number;
                            /** Format: date-time */
                            createdAt: string;
                            /** @description When a mail server took it; whether anybody read it nobody knows. */
                            sentAt: string | null;
                            bouncedAt: string | null;
                            /**
                             * Format: date-time
                             * @description Until when its link opens the invoice.
                             */
                            expiresAt: string;
                        }[];
                        page: {
                            nextCursor: string | null;
                            hasMore: boolean;
                        };
                    };
                };
            };
            304: components["responses"]["not-modified.Link"];
            400: components["responses"]["ambiguous-credentials.invalid-cursor"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    invoicesResend: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any text of your choice, new for each intention. Sent again with the same request, the first answer is returned and nothing is done twice.
                 * @example 8f14e45f-ceea-467f-a0e6-b1c4d1a3c0de
                 */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                mailId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It waits to be sent. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        /** Format: uuid */
                        invoiceId: string;
                        /** @enum {string} */
                        state: "queued" | "sent" | "bounced" | "failed";
                        attempts: number;
                        /** Format: date-time */
                        createdAt: string;
                        /** @description When a mail server took it; whether anybody read it nobody knows. */
                        sentAt: string | null;
                        bouncedAt: string | null;
                        /**
                         * Format: date-time
                         * @description Until when its link opens the invoice.
                         */
                        expiresAt: string;
                    };
                };
            };
            400: components["responses"]["malformed.ambiguous-credentials"];
            401: components["responses"]["stored.unauthenticated"];
            403: components["responses"]["stored.forbidden.csrf"];
            404: components["responses"]["stored.not-found"];
            409: components["responses"]["stored.conflict.in-progress"];
            413: components["responses"]["too-large"];
            422: components["responses"]["stored.validation.idempotency-mismatch"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    mailHear: {
        parameters: {
            query?: never;
            header?: {
                "svix-id"?: string;
                "svix-timestamp"?: string;
                "svix-signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description It was taken, and need not be told again. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["malformed"];
            403: components["responses"]["csrf"];
            404: components["responses"]["not-found"];
            408: components["responses"]["request-timeout"];
            413: components["responses"]["too-large"];
            415: components["responses"]["unsupported-media-type"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    auditLogsList: {
        parameters: {
            query?: {
                /** @description How many at most: 1 to 100. Default: 25. */
                limit?: string;
                /** @description `nextCursor` of the page before. It belongs to the same filters and the same order. */
                cursor?: string;
                /** @description Whoever did it: the id of a user. */
                actor?: string;
                action?: string;
                /** @description What it is about: `invoices`, `users`. */
                entity?: string;
                /** @description Of which row; with `entity` only. */
                entityId?: string;
                outcome?: "success" | "denied" | "failure";
                /** @description At this moment or later. */
                from?: string;
                /** @description Before this moment. */
                to?: string;
            };
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /**
                 * @description `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example audit-checkpoint
                 */
                Prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page, newest first, and where the next one begins. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        data: {
                            /** @description Its number in the log. */
                            id: string;
                            /** @description Its place in the tree, counted from 0; null while it is not sealed. */
                            seq: number | null;
                            /** Format: date-time */
                            createdAt: string;
                            actorKind: string;
                            userId: string | null;
                            sessionId: string | null;
                            action: string;
                            /** @description The X-Request-Id of the request that did it. */
                            requestId: string | null;
                            ipAddress: string | null;
                            userAgent: string | null;
                            /** @enum {string} */
                            operation: "INSERT" | "UPDATE" | "DELETE" | "EVENT";
                            entity: string;
                            entityId: string | null;
                            /** @enum {string} */
                            outcome: "success" | "denied" | "failure";
                            details: {
                                [key: string]: unknown;
                            };
                            /** @description The number of the event by which what was personal in it was taken away. */
                            erasedBy: string | null;
                        }[];
                        page: {
                            nextCursor: string | null;
                            hasMore: boolean;
                        };
                    };
                };
            };
            304: components["responses"]["not-modified.Link.Preference-Applied.Audit-Checkpoint"];
            400: components["responses"]["ambiguous-credentials.invalid-cursor"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    auditLogsExport: {
        parameters: {
            query?: {
                /** @description The last `seq` that you have; what lies behind it is told. Default: -1, from the beginning. */
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One line for each record, by rising `seq`, up to the newest checkpoint. A connection that is cut, without the last chunk of the transfer coding, means that it is not all: go on behind the last `seq`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    auditLogsVerify: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description How many records are sealed. */
                        size: number;
                        /** @description The root of the tree, in base64; null where nothing was ever sealed. */
                        root: string | null;
                        /** @description Whose log it is: the first line of its checkpoints. */
                        origin: string | null;
                        checkpointAt: string | null;
                        /** @description How many records are not sealed, counted to 10000. */
                        unsealed: number;
                        /** @description When the oldest of them was written. */
                        unsealedSince: string | null;
                        /** @description The newest head that each place outside the database was given. */
                        anchors: {
                            anchor: string;
                            size: number;
                            /** Format: date-time */
                            at: string;
                        }[];
                    };
                };
            };
            304: components["responses"]["not-modified"];
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    auditLogsRead: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /**
                 * @description `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example audit-checkpoint
                 */
                Prefer?: string;
            };
            path: {
                /** @description Its number in the log. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With its salt, and the text that its leaf is the hash of. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Its number in the log. */
                        id: string;
                        /** @description Its place in the tree, counted from 0; null while it is not sealed. */
                        seq: number | null;
                        /** Format: date-time */
                        createdAt: string;
                        actorKind: string;
                        userId: string | null;
                        sessionId: string | null;
                        action: string;
                        /** @description The X-Request-Id of the request that did it. */
                        requestId: string | null;
                        ipAddress: string | null;
                        userAgent: string | null;
                        /** @enum {string} */
                        operation: "INSERT" | "UPDATE" | "DELETE" | "EVENT";
                        entity: string;
                        entityId: string | null;
                        /** @enum {string} */
                        outcome: "success" | "denied" | "failure";
                        details: {
                            [key: string]: unknown;
                        };
                        /** @description The number of the event by which what was personal in it was taken away. */
                        erasedBy: string | null;
                        /** @description What the commitment to `details`, address and user agent was made with; null once they were erased. */
                        salt: string | null;
                        /** @description The exact text of which the leaf is the hash: SHA-256 of a zero byte and this. */
                        entry: string;
                    };
                };
            };
            304: components["responses"]["not-modified.Preference-Applied.Audit-Checkpoint"];
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    auditLogsProve: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
                /**
                 * @description `audit-checkpoint`: the newest checkpoint of the audit log, in a header.
                 * @example audit-checkpoint
                 */
                Prefer?: string;
            };
            path: {
                /** @description Its number in the log. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A proof that needs nobody to be asked (C2SP tlog-proof): the entry as `extra`, its place, the hashes beside its way to the root, and the newest checkpoint. `conflict`: it is not sealed yet. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            304: components["responses"]["not-modified.Content-Disposition.Preference-Applied.Audit-Checkpoint"];
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            409: components["responses"]["conflict"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
    invoicesPrint: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description The ETag you already have: 304 if it is still the current one.
                 * @example "3"
                 */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                /** @example 0190f5a2-7c1e-7b3a-9d52-3f6a1c8e4b70 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invoice, as a page to be printed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            304: components["responses"]["not-modified.X-Robots-Tag"];
            400: components["responses"]["ambiguous-credentials"];
            401: components["responses"]["unauthenticated"];
            403: components["responses"]["forbidden"];
            404: components["responses"]["not-found"];
            422: components["responses"]["validation"];
            429: components["responses"]["rate-limited"];
            500: components["responses"]["internal"];
            503: components["responses"]["unavailable"];
        };
    };
}
