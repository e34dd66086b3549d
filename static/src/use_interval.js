import { onMounted, onWillUnmount } from "@odoo/owl";

/**
 * Call a function again and again while the component is shown, each time after the last call is over.
 *
 * @param {() => Promise<void>} callback
 * @param {number} delay milliseconds between two calls
 */
export function useInterval(callback, delay) {
    let timer;
    async function tick() {
        await callback();
        timer = setTimeout(tick, delay);
    }
    onMounted(() => {
        timer = setTimeout(tick, delay);
    });
    onWillUnmount(() => clearTimeout(timer));
}
