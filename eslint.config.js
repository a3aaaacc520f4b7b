import pluginVue from "eslint-plugin-vue";
import tseslint from "typescript-eslint";
import vueParser from "vue-eslint-parser";

/*
 * typescript-eslint strict, type-aware, over each folder's own tsconfig; the rest are the house rules of
 * docs/architecture.md. Numeric folders may index without `!` (their tsconfig says so).
 */

const sizes = {
  "max-lines": ["error", { max: 500, skipBlankLines: true, skipComments: true }],
  "max-lines-per-function": ["error", { max: 120, skipBlankLines: true, skipComments: true }],
  complexity: ["error", 20],
  "max-params": ["error", 6],
};

const layerDoors = (folders) => ({
  "no-restricted-imports": [
    "error",
    {
      patterns: folders.map(({ group, message }) => ({ group, message })),
    },
  ],
});

export default tseslint.config(
  {
    ignores: [
      "node_modules",
      ".types",
      "dist",
      "release",
      "native-io/build",
      "native-io/*.cjs",
      "test-output",
      "**/*.mjs",
      "**/*.cjs",
      "*.config.js",
      "renderer/dev",
      "vitest.config.ts",
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  ...pluginVue.configs["flat/recommended"],
  {
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: {
        project: [
          "core/tsconfig.json",
          "native-io/tsconfig.json",
          "preload/tsconfig.json",
          "main/tsconfig.json",
          "renderer/tsconfig.json",
          "bench/tsconfig.json",
          "test/tsconfig.json",
        ],
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: [".vue"],
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      ...sizes,
      "no-template-curly-in-string": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      // `===` chains read better than switch(true); `return` of a void call in an arrow is idiom here
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-unnecessary-condition": "off", // numeric folders index without `undefined`
      "@typescript-eslint/no-non-null-assertion": "off", // allowed in numeric code; elsewhere tsc asks for checks
      "@typescript-eslint/unified-signatures": "off",
      "@typescript-eslint/require-await": "off", // ports are asynchronous by contract, some implementations are not
    },
  },
  {
    files: ["core/**/*.ts"],
    ignores: ["**/*.test.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "core is deterministic" },
        { object: "Math", property: "random", message: "core takes a seed" },
      ],
      "no-restricted-globals": ["error", "process", "window", "document", "setTimeout"],
      ...layerDoors([{ group: ["node:*"], message: "core touches files through core/io only" }]),
    },
  },
  {
    files: ["renderer/**/*.vue"],
    languageOptions: { parser: vueParser, parserOptions: { parser: tseslint.parser } },
    rules: {
      "max-lines": ["error", { max: 350, skipBlankLines: true, skipComments: true }],
      // prettier decides how templates are broken
      "vue/max-attributes-per-line": "off",
      "vue/singleline-html-element-content-newline": "off",
      "vue/html-self-closing": "off",
      "vue/html-indent": "off",
      "vue/html-closing-bracket-newline": "off",
      "vue/multiline-html-element-content-newline": "off",
      "vue/multi-word-component-names": "off",
    },
  },
  {
    files: ["**/*.test.ts", "test/**/*.ts", "bench/**/*.ts"],
    rules: { "max-lines-per-function": "off", "max-lines": "off" },
  },
);
