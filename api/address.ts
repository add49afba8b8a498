/** The address a call came from, as limits and lanes count it: IPv4 whole, IPv6 by /64, the least that one customer is given (RFC 6177). */
import ipaddr from 'ipaddr.js';

export function addressKey(ip: string | undefined): string {
  if (ip === undefined || !ipaddr.isValid(ip)) return 'unknown';
  const address = ipaddr.process(ip);
  if (address.kind() === 'ipv4') return address.toString();
  const network = (address as ipaddr.IPv6).parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}
