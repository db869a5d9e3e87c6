import { Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** How a user's host name is resolved, and which addresses are allowed. Tests bring their own. */
export type Network = {
  /** The addresses of a name, those to prefer first. */
  resolve(hostname: string, signal: AbortSignal): Promise<string[]>;
  allowsAddress(address: string): boolean;
  allowsPort(port: number): boolean;
};

/** The public Internet: web ports of addresses that anybody may reach. */
export const internet: Network = {
  resolve: resolvePublicly,
  allowsAddress: isPublicAddress,
  allowsPort: (port) => port === 80 || port === 443,
};

const globalIpv6 = ipaddr.IPv6.parse('2000::');

// A cloud's own service for its machines, at an address that looks public: Azure's WireServer.
const cloudAddresses = new Set(['168.63.129.16']);

/**
 * True for addresses of the public Internet. False for those of this machine, its networks and cloud metadata, however they are
 * written or embedded (IPv4 in IPv6, NAT64, 6to4, Teredo), and for reserved, documentation and multicast addresses.
 */
export function isPublicAddress(address: string): boolean {
  // A zone (fe80::1%eth0) names an interface of this machine; short forms (1.2.3) are read in more than one way.
  if (address.includes('%') || isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast' || cloudAddresses.has(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || parsed.match(globalIpv6, 3);
}

/**
 * Asks DNS servers only: no hosts file, no search domains, and none of the few threads that getaddrinfo would block while a slow
 * server is silent. IPv4 first, since many hosts have no IPv6 route.
 */
async function resolvePublicly(hostname: string, signal: AbortSignal): Promise<string[]> {
  const resolver = new Resolver({ timeout: 2000, tries: 2 });
  const cancel = () => resolver.cancel();
  signal.addEventListener('abort', cancel);
  try {
    const answers = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
