import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

const LOOPBACK_NAMES = new Set(["127.0.0.1", "localhost", "[::1]"]);

/** Who may use the host: whoever brought the one-time token, known afterwards by a cookie. */
export interface Session {
  readonly token: string;
  /** The cookie for the first bearer of the token; undefined for every other. */
  redeem(token: string): string | undefined;
  holds(request: IncomingMessage): boolean;
}

/** Cookies know no ports, so the name carries it: two hosts on one machine do not log each other out. */
export function createSession(port: number): Session {
  const token = randomBytes(32).toString("base64url");
  const secret = randomBytes(32).toString("base64url");
  const cookieName = `spikedesk_${String(port)}`;
  let used = false;
  return {
    token,
    redeem(given) {
      if (used || !isEqual(given, token)) return undefined;
      used = true;
      return `${cookieName}=${secret}; HttpOnly; SameSite=Strict; Path=/`;
    },
    holds(request) {
      const cookies = (request.headers.cookie ?? "").split(";").map((part) => part.trim());
      return cookies.some((cookie) => isEqual(cookie, `${cookieName}=${secret}`));
    },
  };
}

/** The request names this machine as its host: a page of another name that resolves here is refused. */
export function isLoopbackHost(request: IncomingMessage): boolean {
  const name = (request.headers.host ?? "").replace(/:\d+$/, "");
  return LOOPBACK_NAMES.has(name.toLowerCase());
}

/** The page that asks is ours; programs send no origin. */
export function isSameOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return false;
  return origin === undefined || origin === `http://${host ?? ""}`;
}

function isEqual(a: string, b: string): boolean {
  const x = Buffer.from(a);
  const y = Buffer.from(b);
  return x.length === y.length && timingSafeEqual(x, y);
}
