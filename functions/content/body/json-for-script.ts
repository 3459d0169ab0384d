const hex = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Writes JSON for the inside of a `<script>` element (`application/ld+json`): the same value to any reader of JSON, with
 * nothing that ends the element, begins a comment in it, or ends a line of JavaScript.
 */
export const jsonForScript = (value: unknown): string => JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, hex);
