import { registry } from "@web/core/registry";

/** From the list of sales orders to a run that shows by itself how it goes on. */
registry.category("web_tour.tours").add("tts_fetch_orders", {
    steps: () => [
        {
            content: "The button stands beside New",
            trigger:
                ".o_control_panel:has(.o_list_button_add) button:contains(Fetch E-commerce Orders)",
            run: "click",
        },
        {
            content: "The connected shop is chosen",
            trigger: ".modal [name=shop_ids] .o_tag:contains(Northwind GB)",
        },
        {
            content: "Take all orders there are",
            trigger: ".modal [name=date_from] button[data-field=date_from]",
            run: "click",
        },
        {
            trigger: ".modal [name=date_from] input[data-field=date_from]",
            run: "edit 01/01/2022",
        },
        {
            trigger: ".modal button[name=action_fetch]",
            run: "click",
        },
        {
            content: "The run is shown before any work is done",
            trigger: ".o_form_view .o_arrow_button_current:contains(Waiting)",
        },
        {
            content: "Half-way it says how far it is",
            trigger: ".o_form_view .o_arrow_button_current:contains(Running)",
        },
        {
            trigger: ".o_form_view .o_tts_progress:contains(90)",
        },
        {
            content: "It ends without a click",
            trigger: ".o_form_view .o_arrow_button_current:contains(Done)",
        },
        {
            trigger: ".o_form_view .o_tts_progress:contains(100)",
        },
        {
            content: "What came in is one click away",
            trigger: "button[name=action_open_orders]:contains(Fetched)",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Northwind GB)",
        },
    ],
});

/** From the blocked orders to the product that an unknown SKU is. */
registry.category("web_tour.tours").add("tts_map_sku", {
    steps: () => [
        {
            content: "The run leads to what is blocked",
            trigger: "button[name=action_open_orders].text-danger",
            run: "click",
        },
        {
            trigger: ".o_searchview_facet:contains(Blocked)",
        },
        {
            trigger: ".o_data_row:contains(Discontinued hat) td[name=tiktok_id]",
            run: "click",
        },
        {
            content: "The order says what is missing",
            trigger: ".alert-danger:contains(No product for):contains(Discontinued hat)",
        },
        {
            trigger: "button[name=action_open_skus]",
            run: "click",
        },
        {
            trigger: ".o_last_breadcrumb_item:contains(TikTok SKUs)",
        },
        {
            trigger: ".o_data_row:contains(Discontinued hat) .o_data_cell[name=product_id]",
            run: "click",
        },
        {
            trigger: ".o_selected_row [name=product_id] input",
            run: "edit Enamel camping mug",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Enamel camping mug)",
            run: "click",
        },
        {
            trigger: ".o_list_button_save:visible",
            run: "click",
        },
        {
            trigger: ".o_data_row [name=state]:contains(Matched)",
        },
    ],
});

/** The order that waited for its SKU has become a sales order. */
registry.category("web_tour.tours").add("tts_order_came_through", {
    steps: () => [
        {
            trigger: ".o_form_view .o_arrow_button_current:contains(In Odoo)",
        },
        {
            trigger: "button[name=action_open_sale_order]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_notebook a[name=tts]",
            run: "click",
        },
        {
            content: "The sales order tells which order it is at TikTok",
            trigger: ".o_notebook [name=tts_order_ref]:contains(576)",
        },
        {
            trigger: ".o_notebook [name=tts_shop_id]:contains(Northwind GB)",
        },
    ],
});
