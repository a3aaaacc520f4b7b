// tsc (without vue-tsc) meets single-file components only as opaque components
declare module "*.vue" {
  import type { DefineComponent } from "vue";
  const component: DefineComponent;
  export default component;
}

// made by vite.config.ts
declare module "virtual:dockview.css";
