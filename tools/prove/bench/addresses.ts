/** The loopback network but for its first 255 addresses, which this machine itself may use. */
const [FIRST, LAST] = [0x7f000100, 0x7fffffff];

/** The n-th address of 127.0.0.0/8, so that each buyer of a load has one of their own, as in the world. */
export const loopbackAddress = (n: number): string => {
  const address = FIRST + (n % (LAST - FIRST));
  return [address >>> 24, (address >>> 16) & 255, (address >>> 8) & 255, address & 255].join('.');
};
