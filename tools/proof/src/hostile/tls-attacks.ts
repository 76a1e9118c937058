import type { Attack } from './attack.ts';

/** A record that begins a handshake, said to be 512 bytes long. */
const recordHead = Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00]);

/** What comes to TLS. */
export const tlsAttacks: readonly Attack[] = [
  {
    name: 'TLS record full of nonsense',
    weight: 6,
    refusal: 'alert',
    bytes: (random) => Buffer.concat([recordHead, random.bytes(512)]),
  },
  {
    name: 'TLS of a version there never was',
    weight: 4,
    refusal: 'closed',
    bytes: (random) =>
      Buffer.concat([Buffer.from([0x16, 0x99, 0x99, 0x00, 0x20]), random.bytes(32)]),
  },
  {
    name: 'TLS hello that is never finished',
    weight: 3,
    refusal: 'closed',
    bytes: () => Buffer.concat([recordHead, Buffer.from([0x01, 0x00])]),
  },
];
