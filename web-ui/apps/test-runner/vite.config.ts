import { defineConfig } from "vite";
import { appConfig } from "../../build/app-config.ts";

export default defineConfig(appConfig(5174, process.env.API_URL ?? "http://127.0.0.1:8006"));
