/** Character codes of SQL, and PostgreSQL’s classes of them. */

export const QUOTE = 39;
export const DOUBLE_QUOTE = 34;
export const DOLLAR = 36;
export const BACKSLASH = 92;
export const COLON = 58;
export const SEMICOLON = 59;
export const COMMA = 44;
export const DOT = 46;
export const EQUALS = 61;
export const LEFT_PAREN = 40;
export const RIGHT_PAREN = 41;
export const LEFT_BRACKET = 91;
export const RIGHT_BRACKET = 93;
export const LEFT_BRACE = 123;
export const PLUS = 43;
export const MINUS = 45;
export const SLASH = 47;
export const STAR = 42;
export const AMPERSAND = 38;
export const UNDERSCORE = 95;
export const LOWER_E = 101;
export const UPPER_E = 69;
export const LOWER_U = 117;
export const UPPER_U = 85;

export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13);
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Every character beyond ASCII begins and continues an identifier, non-breaking spaces and curly quotes too. */
export function isWordStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === UNDERSCORE || code >= 128;
}

/** B, X or N before a quote. */
export function isStringPrefix(code: number): boolean {
  return code === 66 || code === 98 || code === 88 || code === 120 || code === 78 || code === 110;
}

export function isOperator(code: number): boolean {
  // ~ ! @ # ^ & | ` ? + - * / % < > =
  switch (code) {
    case 126:
    case 33:
    case 64:
    case 35:
    case 94:
    case 38:
    case 124:
    case 96:
    case 63:
    case 43:
    case 45:
    case 42:
    case 47:
    case 37:
    case 60:
    case 62:
    case 61:
      return true;
    default:
      return false;
  }
}
