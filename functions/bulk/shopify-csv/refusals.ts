/** Why a whole file is refused; constant words that a client and a test may act on. */
export type FileRefusal =
  | 'empty'
  | 'not-csv'
  | 'html'
  | 'wrong-encoding'
  | 'wrong-delimiter'
  | 'no-header'
  | 'unknown-header'
  | 'column-twice'
  | 'quote-misplaced'
  | 'quote-not-closed'
  | 'record-too-long'
  | 'too-many-rows'
  | 'file-too-large';

/** The file as a whole cannot be read (further); the reason is a sentence for the merchant. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
  readonly code: FileRefusal;
  readonly reason: string;

  constructor(code: FileRefusal, reason: string) {
    super(reason);
    this.code = code;
    this.reason = reason;
  }
}

/** Why a row, or a product with all its rows, does not go in. */
export type RowRefusal =
  | 'quote-misplaced'
  | 'too-few-cells'
  | 'too-many-cells'
  | 'control-character'
  | 'handle-missing'
  | 'handle-invalid'
  | 'handle-not-adjacent'
  | 'product-cut-off'
  | 'title-missing'
  | 'gift-card'
  | 'status-unknown'
  | 'time-unknown'
  | 'not-true-or-false'
  | 'too-long'
  | 'too-many-tags'
  | 'too-many-options'
  | 'too-many-variants'
  | 'too-many-images'
  | 'option-name-missing'
  | 'option-name-differs'
  | 'option-name-twice'
  | 'option-name-reserved'
  | 'option-value-missing'
  | 'variant-twice'
  | 'sku-twice'
  | 'price-missing'
  | 'price-separator'
  | 'price-currency'
  | 'price-negative'
  | 'price-not-a-number'
  | 'price-decimals'
  | 'price-too-large'
  | 'quantity-not-a-whole-number'
  | 'quantity-too-large'
  | 'policy-unknown'
  | 'weight-not-a-number'
  | 'image-address'
  | 'image-position'
  | 'row-without-content'
  | 'no-variant-left'
  | 'product-too-large';

/** One row, or one product, is refused; the reader adds the line and goes on with the rest of the file. */
export class RowRefused extends Error {
  override readonly name = 'RowRefused';
  readonly code: RowRefusal;

  constructor(code: RowRefusal, message: string) {
    super(message);
    this.code = code;
  }
}

/** What goes in otherwise than it is written, or not at all, and does not keep its row or its file out. */
export type Warning =
  | 'sep-line'
  | 'columns-not-taken'
  | 'character-lost'
  | 'price-currency-sign'
  | 'quantity-below-zero'
  | 'compare-at-price-too-low'
  | 'image-address-mended'
  | 'sku-derived'
  | 'more-warnings';

/** Takes a warning of the cell that is being read; the receiver knows its row. */
export type Warn = (code: Warning, message: string) => void;
