/** Who calls: the person behind the access token, as far as every request needs it. */
export type Viewer = {
  id: number;
  sessionId: number;
  username: string;
  role: 'member' | 'moderator' | 'admin';
  /** IANA name, e.g. `Europe/Berlin`. */
  timezone: string;
};

/** Where a request comes from. `address` is the client's own, as told by `TRUST_PROXY`. */
export type Client = { address: string; userAgent: string };
