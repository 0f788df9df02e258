/** The page around the body of a template; templates rely on the class `btn` and may use `hidden`. */
export function mailLayout(body: string): string {
  return `<!DOCTYPE html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
${STYLE}
</style>
</head>
<body>
${body}
</body>
</html>
`;
}

const STYLE = [
  "body { margin: 0; padding: 24px; background: #ffffff; color: #1c1c22; font: 15px/1.5 system-ui, sans-serif; }",
  "p { margin: 0 0 12px; }",
  "a { color: inherit; }",
  "small { font-size: 12px; }",
  "hr { border: 0; border-top: 1px solid #dddde3; margin: 16px 0; }",
  ".hidden { display: none !important; }",
  ".btn { display: inline-block; padding: 10px 22px; border-radius: 6px; background: #1c1c22; color: #ffffff !important; font-weight: 600; text-decoration: none; }",
].join("\n");
