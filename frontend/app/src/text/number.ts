/** A whole number with commas between groups of three digits. Does without `Intl`, whose first use is slow. */
export const grouped = (n: number) => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
