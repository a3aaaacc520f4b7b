import { mount } from "@vue/test-utils";
import { expect, test } from "vitest";
import SchemaForm from "./SchemaForm.vue";

const schema = {
  type: "object",
  properties: {
    freq_min: {
      type: "number",
      default: 300,
      exclusiveMinimum: 0,
      label: "Lower edge",
      unit: "Hz",
      description: "-3 dB",
    },
    reflect: { type: "boolean", default: false },
    detection: { type: "object", properties: { threshold: { type: "number", default: 5 } } },
  },
};
const form = (modelValue = {}): ReturnType<typeof mount> =>
  mount(SchemaForm, { props: { schema, modelValue } });
const last = (wrapper: ReturnType<typeof mount>, event: string): unknown =>
  wrapper.emitted(event)?.at(-1)?.[0];

test("defaults are greyed, not values", () => {
  const input = form().get<HTMLInputElement>("input[type=text]");
  expect(input.element.value).toBe("");
  expect(input.element.placeholder).toBe("300");
});

test("only what differs from the default is in the model", async () => {
  const wrapper = form();
  const input = wrapper.get("input[type=text]");
  await input.setValue("400");
  expect(last(wrapper, "update:modelValue")).toEqual({ freq_min: 400 });
  await input.setValue("300");
  expect(last(wrapper, "update:modelValue")).toEqual({});
});

test("what is wrong is said beside the field and keeps the form from being valid", async () => {
  const wrapper = form();
  await wrapper.get("input[type=text]").setValue("-1");
  expect(wrapper.text()).toContain("Lower edge must be > 0");
  expect(last(wrapper, "valid")).toBe(false);
  expect(wrapper.emitted("update:modelValue")).toBeUndefined();
  await wrapper.get("input[type=text]").setValue("1");
  expect(last(wrapper, "valid")).toBe(true);
});

test("a changed value can be reset", async () => {
  const wrapper = form({ freq_min: 400 });
  await wrapper.get("button[aria-label='Reset Lower edge']").trigger("click");
  expect(last(wrapper, "update:modelValue")).toEqual({});
});

test("groups nest, and vanish from the model when nothing in them is changed", async () => {
  const wrapper = form({ detection: { threshold: 6 } });
  const threshold = wrapper.get("fieldset input");
  expect((threshold.element as HTMLInputElement).value).toBe("6");
  await threshold.setValue("5");
  expect(last(wrapper, "update:modelValue")).toEqual({});
});
