import { createPinia } from "pinia";
import { createApp } from "vue";
import App from "../frame/App.vue";
import "virtual:dockview.css";
import "./tokens.css";
import "./base.css";
import { chooseBridge, clientKey, createClient } from "./client.ts";

const app = createApp(App);
app.provide(clientKey, createClient(chooseBridge(window)));
app.use(createPinia());
app.mount("#app");
