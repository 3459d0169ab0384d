import { type Html, html } from './html.ts';
import type { ShopOfMail } from './shop.ts';

/**
 * The frame of every mail. Mail programs know tables and inline styles; what is in `<style>` is only for those that
 * know more (a dark ground, a narrow screen), and nothing is lost where it is dropped. No picture, no web font, no
 * address to load from.
 */
export const colors = {
  ground: '#eef2f3',
  sheet: '#ffffff',
  ink: '#16252b',
  soft: '#5a6b72',
  line: '#dde5e7',
  brand: '#0b5563',
  onBrand: '#ffffff',
} as const;

export const font =
  "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Helvetica Neue',Helvetica,Arial,sans-serif";

const dark = {
  html: `
    @media (prefers-color-scheme: dark) {
      .ground { background: #0f171a !important; }
      .sheet { background: #18242a !important; border-color: #26373e !important; }
      .ink { color: #eaf1f3 !important; }
      .soft { color: #9db0b7 !important; }
      .line { border-color: #2a3c44 !important; }
      .tint { background: #1f2f36 !important; }
      .head { background: #0a4450 !important; }
      .link { color: #7fd1df !important; }
      .note { background: #3a2e10 !important; color: #ffe2a3 !important; border-color: #5a4818 !important; }
    }
    @media (max-width: 520px) {
      .outer { padding: 0 !important; }
      .sheet { border-radius: 0 !important; border-left: 0 !important; border-right: 0 !important; }
      .head { border-radius: 0 !important; }
      .pad { padding-left: 20px !important; padding-right: 20px !important; }
      .half { display: block !important; width: 100% !important; padding-right: 0 !important; }
      .gap { padding-top: 20px !important; }
      .title { font-size: 24px !important; line-height: 30px !important; }
    }`,
};

/** A whole document around the rows of a mail; `preheader` is what an inbox shows beside the subject. */
export const layout = (mail: {
  title: string;
  preheader: string;
  shop: ShopOfMail;
  rows: Html;
  foot: Html;
}): string => {
  const { title, preheader, shop, rows, foot } = mail;
  const name = shop.url
    ? html`<a href="${shop.url}" style="color:${colors.onBrand};text-decoration:none">${shop.name}</a>`
    : html`${shop.name}`;
  return html`<!DOCTYPE html>
<html lang="en" xmlns="http://www.w3.org/1999/xhtml">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width,initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <meta name="supported-color-schemes" content="light dark">
  <meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
  <title>${title}</title>
  <style>:root { color-scheme: light dark; }${dark}
  </style>
</head>
<body class="ground" style="margin:0;padding:0;background:${colors.ground};-webkit-text-size-adjust:100%;text-size-adjust:100%">
  <div style="display:none;max-height:0;overflow:hidden;opacity:0">${preheader}${filler}</div>
  <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="ground" style="background:${colors.ground}">
    <tr>
      <td align="center" class="outer" style="padding:32px 12px">
        <table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" class="sheet" style="width:100%;max-width:600px;background:${colors.sheet};border:1px solid ${colors.line};border-radius:14px;border-collapse:separate">
          <tr>
            <td class="head pad" style="padding:20px 36px;background:${colors.brand};border-radius:13px 13px 0 0;${font};font-size:17px;line-height:24px;font-weight:600;letter-spacing:0.01em;color:${colors.onBrand}">${name}</td>
          </tr>
          ${rows}
          <tr>
            <td class="pad soft line" style="padding:22px 36px 28px;border-top:1px solid ${colors.line};${font};font-size:13px;line-height:20px;color:${colors.soft}">${foot}</td>
          </tr>
        </table>
      </td>
    </tr>
  </table>
</body>
</html>
`.html;
};

/** Keeps the text that follows out of the inbox's line. */
const filler: Html = { html: '&#847;&zwnj;&nbsp;'.repeat(60) };
