import { registry } from "@web/core/registry";

/** A listing's stock is sent by button, which says what came of it. */
registry.category("web_tour.tours").add("tts_push_stock", {
    steps: () => [
        {
            trigger: ".o_form_view button[name=action_push_stock]",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(Sent: 1. Unchanged: 0. Refused: 0. Waiting: 0.)",
        },
        {
            content: "The second time there is nothing to send",
            trigger: ".o_form_view button[name=action_push_stock]:enabled",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(Sent: 0. Unchanged: 1. Refused: 0. Waiting: 0.)",
        },
    ],
});
