/**
 * Named character references of HTML 4 by code point: `a0=nbsp,iexcl` gives U+00A0 and, counting on, U+00A1.
 * Those of the first list count without their semicolon too. Rarer names of HTML 5 stay as they are written.
 */
const WITHOUT_SEMICOLON =
  "22=quot 26=amp 3c=lt 3e=gt a0=nbsp,iexcl,cent,pound,curren,yen,brvbar,sect,uml,copy,ordf,laquo,not,shy " +
  "ae=reg,macr,deg,plusmn,sup2,sup3,acute,micro,para,middot,cedil,sup1,ordm,raquo " +
  "bc=frac14,frac12,frac34,iquest,Agrave,Aacute,Acirc,Atilde,Auml,Aring,AElig,Ccedil,Egrave,Eacute " +
  "ca=Ecirc,Euml,Igrave,Iacute,Icirc,Iuml,ETH,Ntilde,Ograve,Oacute,Ocirc,Otilde,Ouml,times " +
  "d8=Oslash,Ugrave,Uacute,Ucirc,Uuml,Yacute,THORN,szlig,agrave,aacute,acirc,atilde,auml,aring " +
  "e6=aelig,ccedil,egrave,eacute,ecirc,euml,igrave,iacute,icirc,iuml,eth,ntilde,ograve,oacute " +
  "f4=ocirc,otilde,ouml,divide,oslash,ugrave,uacute,ucirc,uuml,yacute,thorn,yuml ";
const WITH_SEMICOLON =
  "27=apos 152=OElig,oelig 160=Scaron,scaron 178=Yuml 192=fnof 2c6=circ 2dc=tilde " +
  "391=Alpha,Beta,Gamma,Delta,Epsilon,Zeta,Eta,Theta,Iota,Kappa,Lambda,Mu,Nu,Xi 39f=Omicron,Pi,Rho " +
  "3a3=Sigma,Tau,Upsilon,Phi,Chi,Psi,Omega " +
  "3b1=alpha,beta,gamma,delta,epsilon,zeta,eta,theta,iota,kappa,lambda,mu,nu,xi " +
  "3bf=omicron,pi,rho,sigmaf,sigma,tau,upsilon,phi,chi,psi,omega 3d1=thetasym,upsih 3d6=piv 2002=ensp,emsp " +
  "2009=thinsp 200c=zwnj,zwj,lrm,rlm 2013=ndash,mdash 2018=lsquo,rsquo,sbquo 201c=ldquo,rdquo,bdquo " +
  "2020=dagger,Dagger,bull 2026=hellip 2030=permil 2032=prime,Prime 2039=lsaquo,rsaquo 203e=oline 2044=frasl " +
  "20ac=euro 2111=image 2118=weierp 211c=real 2122=trade 2135=alefsym 2190=larr,uarr,rarr,darr,harr 21b5=crarr " +
  "21d0=lArr,uArr,rArr,dArr,hArr 2200=forall 2202=part,exist 2205=empty 2207=nabla,isin,notin 220b=ni 220f=prod " +
  "2211=sum,minus 2217=lowast 221a=radic 221d=prop,infin 2220=ang 2227=and,or,cap,cup,int 2234=there4 223c=sim " +
  "2245=cong 2248=asymp 2260=ne,equiv 2264=le,ge 2282=sub,sup,nsub 2286=sube,supe 2295=oplus 2297=otimes 22a5=perp " +
  "22c5=sdot 2308=lceil,rceil,lfloor,rfloor 2329=lang,rang 25ca=loz 2660=spades 2663=clubs 2665=hearts,diams ";

const LEGACY = parseNames(WITHOUT_SEMICOLON);
const ALL = new Map([...LEGACY, ...parseNames(WITH_SEMICOLON)]);
const LONGEST_LEGACY_NAME = Math.max(...[...LEGACY.keys()].map((name) => name.length));

/** What numeric references to C1 control characters stand for: the characters of Windows-1252. */
const WINDOWS_1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

const REFERENCE = /&(?:#[xX][0-9a-fA-F]+;?|#[0-9]+;?|[A-Za-z][A-Za-z0-9]*;?)/g;

/** Replaces the character references of a text in HTML. */
export function decodeEntities(text: string): string {
  return text.includes("&") ? text.replace(REFERENCE, decodeReference) : text;
}

function decodeReference(reference: string): string {
  const hasEnd = reference.endsWith(";");
  const name = reference.slice(1, hasEnd ? -1 : undefined);
  if (name.startsWith("#")) return fromCodePoint(Number(/^#x/i.test(name) ? `0x${name.slice(2)}` : name.slice(1)));
  const known = (hasEnd ? ALL : LEGACY).get(name);
  if (known !== undefined) return known;
  for (let length = Math.min(name.length, LONGEST_LEGACY_NAME); length > 1; length--) {
    const prefix = LEGACY.get(name.slice(0, length));
    if (prefix !== undefined) return prefix + reference.slice(1 + length);
  }
  return reference;
}

function fromCodePoint(code: number): string {
  if (code >= 0x80 && code <= 0x9f) return WINDOWS_1252.charAt(code - 0x80);
  const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : "\ufffd";
}

function parseNames(list: string): Map<string, string> {
  const names = new Map<string, string>();
  for (const run of list.trim().split(" ")) {
    const [first = "", members = ""] = run.split("=");
    for (const [index, name] of members.split(",").entries()) {
      names.set(name, String.fromCodePoint(Number.parseInt(first, 16) + index));
    }
  }
  return names;
}
