import { expect, test } from "bun:test";
import { directionOf } from "../../admin/texts/direction.ts";

test("the first letter says from which side a text is read, behind digits, signs and tags", () => {
  for (const text of ["كرسي 289", "12 – שולחן", "<p><b>كرسي</b></p>"]) expect(directionOf(text)).toBe("rtl");
  for (const text of ["Stuhl كرسي", "289", "", "東京", "<p>desk</p>", null, 7])
    expect(directionOf(text)).toBeUndefined();
});
