/** Words that are almost written right: endings, letters left out, doubled or swapped. */

const SHORT = 4, LONG = 7; // letters: below the first nothing is forgiven, from the second on two faults

/** Whether a word as it was typed may mean a word of a name, or how it begins. */
export function meant(typed: string, word: string): boolean {
  if (word.startsWith(typed)) return true;
  if (typed.length < SHORT) return false;
  const most = typed.length < LONG ? 1 : 2;
  return Math.min(...lastRow(typed, word).slice(Math.max(0, typed.length - most))) <= most;
}

/** Faults between a word and every beginning of another: letters changed, left out, added, or swapped with the next. */
function lastRow(typed: string, word: string): number[] {
  let before: number[] = [], row = Array.from({ length: word.length + 1 }, (_, i) => i);
  for (let i = 1; i <= typed.length; i++) {
    const next = [i];
    for (let k = 1; k <= word.length; k++) {
      const same = typed[i - 1] === word[k - 1] ? 0 : 1;
      next[k] = Math.min(row[k]! + 1, next[k - 1]! + 1, row[k - 1]! + same);
      if (i > 1 && k > 1 && typed[i - 1] === word[k - 2] && typed[i - 2] === word[k - 1]) next[k] = Math.min(next[k]!, before[k - 2]! + 1);
    }
    [before, row] = [row, next];
  }
  return row;
}
