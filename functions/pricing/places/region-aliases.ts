/**
 * What people write for regions beside the names and codes of ISO 3166-2: names in English, former names, and the
 * abbreviations that newspapers and the post use. Accents, case, points and blanks do not count, nor do words like
 * `State of`.
 */
export const aliases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  US: {
    AA: 'Armed Forces Americas', AE: 'Armed Forces Europe', AK: 'Alas', AL: 'Ala', AP: 'Armed Forces Pacific',
    AR: 'Ark', AZ: 'Ariz', CA: 'Calif|Cal|Cali', CO: 'Colo', CT: 'Conn', DC: 'Washington DC|D C|Dist of Columbia',
    DE: 'Del', FL: 'Fla', GA: 'Geo', ID: 'Ida', IL: 'Ill', IN: 'Ind', KS: 'Kan|Kans', KY: 'Ken', MA: 'Mass',
    MI: 'Mich', MN: 'Minn', MO: 'Mo', MS: 'Miss', MT: 'Mont', NC: 'N Carolina|N Car', ND: 'N Dakota|N Dak',
    NE: 'Neb|Nebr', NH: 'N Hampshire', NJ: 'N Jersey', NM: 'N Mexico|N Mex', NV: 'Nev', NY: 'N York', OK: 'Okla',
    OR: 'Ore|Oreg', PA: 'Penn|Penna', RI: 'R Island', SC: 'S Carolina|S Car', SD: 'S Dakota|S Dak', TN: 'Tenn',
    TX: 'Tex', VA: 'Virg', VI: 'US Virgin Islands', VT: 'Verm', WA: 'Wash', WI: 'Wis|Wisc',
    WV: 'W Virginia|W Va', WY: 'Wyo',
  },
  CA: {
    AB: 'Alta', BC: 'B Columbia|Colombie Britannique', MB: 'Man', NL: 'Newfoundland|Labrador|Nfld|NF',
    NT: 'NWT|N W Territories', ON: 'Ont', PE: 'PEI|P E Island', QC: 'Que|PQ', SK: 'Sask', YT: 'Yukon Territory|YK',
  },
  AE: { AZ: 'Abu Dhabi', DU: 'Dubai', RK: 'Ras al Khaimah', SH: 'Sharjah' },
  AT: { 2: 'Carinthia', 3: 'Lower Austria', 4: 'Upper Austria', 6: 'Styria', 7: 'Tyrol', 9: 'Vienna' },
  AU: { NSW: 'N S Wales', QLD: 'Queens', SA: 'S Australia', TAS: 'Tassie', WA: 'W Australia' },
  BE: { BRU: 'Brussels', VLG: 'Flanders', WAL: 'Wallonia' },
  CH: { GE: 'Geneva', LU: 'Lucerne', SG: 'St Gallen', VD: 'Vaud', ZH: 'Zurich' },
  CN: { NM: 'Inner Mongolia', XZ: 'Tibet', GX: 'Guangxi', NX: 'Ningxia', XJ: 'Xinjiang' },
  DE: {
    BW: 'Baden Wuerttemberg', BY: 'Bavaria', HE: 'Hesse', MV: 'Mecklenburg Western Pomerania|Mecklenburg Pomerania',
    NI: 'Lower Saxony', NW: 'NRW|North Rhine Westphalia', RP: 'Rhineland Palatinate', SN: 'Saxony',
    ST: 'Saxony Anhalt', TH: 'Thuringia|Thueringen',
  },
  ES: {
    AN: 'Andalusia', B: 'Barcelona', BI: 'Biscay', CL: 'Castile and Leon', CM: 'Castile La Mancha', CN: 'Canary Islands|Islas Canarias',
    CT: 'Catalonia|Cataluña', PM: 'Balearic Islands|Islas Baleares|Mallorca', PV: 'Basque Country|Euskadi',
    SE: 'Seville', SS: 'Guipuzcoa', TF: 'Tenerife', GC: 'Gran Canaria',
  },
  FR: { '20R': 'Corsica', BRE: 'Brittany', NOR: 'Normandy', IDF: 'Paris Region' },
  GB: {
    ENG: 'Eng', NIR: 'N Ireland|NI', SCT: 'Scot', WLS: 'Cymru', LND: 'City of London', MAN: 'Greater Manchester',
  },
  IN: { OD: 'Orissa|OR', CG: 'CT', TS: 'TG', UK: 'Uttaranchal|UT', PY: 'Pondicherry', DL: 'New Delhi|NCT of Delhi' },
  IT: {
    25: 'Lombardy', 21: 'Piedmont', 52: 'Tuscany', 82: 'Sicily', 88: 'Sardinia', 62: 'Latium', 75: 'Apulia',
    23: 'Aosta Valley', RM: 'Rome', MI: 'Milan', NA: 'Naples', TO: 'Turin', VE: 'Venice', FI: 'Florence', GE: 'Genoa',
  },
  MX: {
    BCN: 'Baja California Norte|BC|B C', BCS: 'B C S', COA: 'Coahuila', CMX: 'CDMX|Mexico City|Distrito Federal|DF|Mexico DF',
    MEX: 'Edomex|Edo Mex|State of Mexico', NLE: 'NL|N L', QUE: 'Qro', ROO: 'Q Roo', SLP: 'S L P',
  },
  NZ: { WGN: 'Wellington' },
  PT: { 20: 'Azores|Açores', 30: 'Madeira' },
}; // biome-ignore format: a table
