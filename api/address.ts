/**
 * The address a call came from, as limits and lanes count it: IPv4 whole, IPv6 by /64, the least that one customer is given (RFC 6177),
 * and the network that it is of.
 */
import ipaddr from 'ipaddr.js';

const unknown = 'unknown';

export const addressKey = (ip: string | undefined): string => prefixOf(ip, { ipv4: 32, ipv6: 64 });

/** IPv4 by /24, the least that is routed by itself; IPv6 by /48, the most that one customer is commonly given (RFC 6177). */
export const networkKey = (ip: string | undefined): string => prefixOf(ip, { ipv4: 24, ipv6: 48 });

/** The address itself, in the one way to write it (RFC 5952), for people to read. */
export const addressText = (ip: string | undefined): string =>
  ip !== undefined && ipaddr.isValid(ip) ? ipaddr.process(ip).toString() : unknown;

/** Where a request came from, as somebody sees it who is in this network; nothing where that is not known. */
export const seenFrom = (
  from: string | undefined,
  network: string,
): { from?: { address: string; sameNetwork: boolean } } =>
  from === undefined || from === unknown ? {} : { from: { address: from, sameNetwork: networkKey(from) === network } };

function prefixOf(ip: string | undefined, bits: { ipv4: number; ipv6: number }): string {
  if (ip === undefined || !ipaddr.isValid(ip)) return unknown;
  const address = ipaddr.process(ip);
  if (address instanceof ipaddr.IPv4) {
    const network = address.octets.slice(0, bits.ipv4 / 8).join('.');
    return bits.ipv4 === 32 ? network : `${network}.0/${bits.ipv4}`;
  }
  const network = address.parts.slice(0, bits.ipv6 / 16).map((part) => part.toString(16));
  return `${network.join(':')}::/${bits.ipv6}`;
}
