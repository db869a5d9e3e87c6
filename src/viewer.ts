/** The caller: the user behind the access token, as far as every request needs it. */
export type Viewer = {
  id: number;
  sessionId: number;
  username: string;
  role: 'member' | 'moderator' | 'admin';
  /** IANA name, e.g. `Europe/Berlin`. */
  timezone: string;
};

/** The origin of a request. `address` is the client's own, as determined by `TRUST_PROXY`. */
export type Client = { address: string; userAgent: string };
