import { expect, test } from "bun:test";
import { cronError } from "../../src/lib/cron-expression.ts";

test.each(["* * * * *", "0 0 1 1 0", "*/5 1-23/2 1,15 * 1-5", "@daily", "59 23 31 12 6"])("%p is good", (text) => {
  expect(cronError(text)).toBeNull();
});

test.each([
  ["bad", "invalid cron expression - must be a valid macro or to have exactly 5 space separated segments"],
  ["@never", "invalid cron expression - must be a valid macro or to have exactly 5 space separated segments"],
  ["60 * * * *", "invalid segment value - must be between the min and max of the segment"],
  ["a * * * *", 'strconv.Atoi: parsing "a": invalid syntax'],
  ["*/0 * * * *", "invalid segment step boundary - the step must be between 1 and the 59"],
  ["*/1/1 * * * *", "invalid segment step format - must be in the format */n or 1-30/n"],
  ["5/2 * * * *", "invalid segement step - step > 1 could be used only with the wildcard or range format"],
  ["5-3 * * * *", "invalid segment range maximum - must be between 5 and 59"],
  ["* * 0-3 * *", "invalid segment range minimum - must be between 1 and 31"],
  ["1-2-3 * * * *", "invalid segment range format - the range must have 1 or 2 parts"],
])("%p is wrong", (text, error) => {
  expect(cronError(text)).toBe(error);
});
