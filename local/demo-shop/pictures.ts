import { createHash } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** Where the local gateway serves pictures of the demo shop; on AWS there are none. */
export const PICTURES = '/demo-pictures/';
/** The same in demo-catalog.csv: the address of a run that asks for no other port. */
export const PICTURES_IN_FILE = `http://127.0.0.1:3000${PICTURES}`;

/** Answers a request for a picture, made of its product's slug; undefined for any other path. */
export const pictureAt = (path: string): APIGatewayProxyStructuredResultV2 | undefined => {
  const slug = path.startsWith(PICTURES)
    ? path.slice(PICTURES.length).match(/^([a-z0-9-]{1,100})\.svg$/)?.[1]
    : undefined;
  if (slug === undefined) return undefined;
  const headers = {
    'content-type': 'image/svg+xml',
    'cache-control': 'public, max-age=86400',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'x-content-type-options': 'nosniff',
  };
  return { statusCode: 200, headers, body: drawn(slug) };
};

/** Draws a still life that is always the same for a slug: a table, a light, and the product's initials on a vessel. */
const drawn = (slug: string): string => {
  const [hue = 0, light = 0, width = 0, round = 0] = createHash('sha256').update(slug).digest();
  const colour = (turn: number, saturation: number, lightness: number) =>
    `hsl(${(Math.round((hue / 255) * 360) + turn) % 360} ${saturation}% ${lightness}%)`;
  const wide = 240 + (width % 160);
  const initials = slug
    .split('-')
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 800" role="img" aria-label="${slug.replaceAll('-', ' ')}">
<rect width="800" height="800" fill="${colour(0, 35, 90)}"/>
<circle cx="${200 + light}" cy="220" r="150" fill="${colour(40, 60, 82)}"/>
<rect y="600" width="800" height="200" fill="${colour(20, 25, 70)}"/>
<rect x="${400 - wide / 2}" y="300" width="${wide}" height="340" rx="${20 + (round % 120)}" fill="${colour(180, 40, 45)}"/>
<text x="400" y="510" font-family="Georgia, serif" font-size="120" text-anchor="middle" fill="${colour(0, 35, 95)}">${initials}</text>
</svg>
`;
};
